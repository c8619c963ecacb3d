-- How real a creator's audience looks: a row for each record of houle.audience-quality, one a day and one for each anomaly.
CREATE TABLE IF NOT EXISTS audience_quality
(
    run              LowCardinality(String) COMMENT 'Name of the deployment that wrote the row',
    log_id           LowCardinality(String) COMMENT 'Id of the topic: a recreated topic has another',
    partition        UInt16 COMMENT 'Partition of houle.audience-quality',
    offset           UInt64 COMMENT 'Offset of the record in the partition' CODEC(Delta, ZSTD),
    row              UInt32 COMMENT 'Always 0: a record is one row' CODEC(ZSTD),
    creator          String COMMENT 'Pseudonym of the creator' CODEC(ZSTD),
    platform         LowCardinality(String) COMMENT 'The platform of the account',
    as_of            DateTime('UTC') COMMENT 'End of the day, or of the minute of the anomaly' CODEC(DoubleDelta, ZSTD),
    score            Float64 COMMENT '0 (bought) to 100 (real)' CODEC(ZSTD),
    anomaly          LowCardinality(String) COMMENT 'none for the result of a day; else what was seen',
    followers        Nullable(Int64) COMMENT 'Followers at the time' CODEC(ZSTD),
    engagement_rate  Nullable(Float64) COMMENT 'Reactions a post and follower, usual of late' CODEC(ZSTD),
    cohort           LowCardinality(String) COMMENT 'Size that it is compared with, such as 10k-50k; empty when followers are unknown',
    reasons          String COMMENT 'Reasons with points and evidence, largest effect first' CODEC(ZSTD),
    cities           String COMMENT 'Where the audience comments from, with shares, largest first' CODEC(ZSTD),
    inserted_at      DateTime('UTC') DEFAULT now() COMMENT 'When the row was inserted: its age for the TTL' CODEC(DoubleDelta, ZSTD),
    INDEX position offset TYPE minmax GRANULARITY 1
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(as_of)
ORDER BY (platform, creator, as_of)
SETTINGS non_replicated_deduplication_window = 100000;
