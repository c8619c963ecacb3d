-- The number under which a creator stands among the contributors of an alert, so that the two can be joined.
ALTER TABLE audience_quality
    ADD COLUMN IF NOT EXISTS creator_hash UInt64 DEFAULT 0 COMMENT 'Hash of the pseudonym; 0 in rows from before it was kept' CODEC(ZSTD) AFTER creator;
