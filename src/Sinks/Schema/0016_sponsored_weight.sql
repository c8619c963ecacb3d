-- What of the weight is paid for; rows from before say 0.
ALTER TABLE city_windows ADD COLUMN IF NOT EXISTS sponsored_weight Int64 COMMENT 'The part of weight that is known to be paid for, in millionths' CODEC(T64, ZSTD) AFTER authentic_weight;
