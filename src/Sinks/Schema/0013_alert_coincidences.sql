-- What an alert coincides with, from the calendars.
ALTER TABLE alerts ADD COLUMN IF NOT EXISTS coincides_with String COMMENT 'Events at that place and time, joined by semicolons' CODEC(ZSTD) AFTER terms;
