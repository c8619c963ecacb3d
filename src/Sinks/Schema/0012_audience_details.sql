-- What a creator gained in the day, and the pod of an anomaly.
ALTER TABLE audience_quality
    ADD COLUMN IF NOT EXISTS followers_gained Nullable(Int64) COMMENT 'Followers gained in the day; below 0 when lost' CODEC(ZSTD) AFTER followers,
    ADD COLUMN IF NOT EXISTS pod String COMMENT 'For a pod: the cell of its accounts, pod:ID; else empty' CODEC(ZSTD) AFTER anomaly;
