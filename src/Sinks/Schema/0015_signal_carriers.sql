-- What swells and carries a product: beside each record of houle.signals.
ALTER TABLE signals ADD COLUMN IF NOT EXISTS carried_by String COMMENT 'Sounds, hashtags and challenges that swell and are posted with it, as JSON' CODEC(ZSTD);
