-- Followers that came to a creator at once, and what explains it: a row for each record of houle.creator-growth.
CREATE TABLE IF NOT EXISTS creator_growth
(
    run              LowCardinality(String) COMMENT 'Name of the deployment that wrote the row',
    log_id           LowCardinality(String) COMMENT 'Id of the topic: a recreated topic has another',
    partition        UInt16 COMMENT 'Partition of houle.creator-growth',
    offset           UInt64 COMMENT 'Offset of the record in the partition' CODEC(Delta, ZSTD),
    row              UInt32 COMMENT 'Always 0: a record is one row' CODEC(ZSTD),
    creator          String COMMENT 'Pseudonym of the creator' CODEC(ZSTD),
    platform         LowCardinality(String) COMMENT 'The platform of the account',
    as_of            DateTime('UTC') COMMENT 'End of the minute in which it was seen' CODEC(DoubleDelta, ZSTD),
    counted_from     DateTime('UTC') COMMENT 'When followers were counted before' CODEC(DoubleDelta, ZSTD),
    counted_to       DateTime('UTC') COMMENT 'When they were counted then' CODEC(DoubleDelta, ZSTD),
    cell             LowCardinality(String) COMMENT 'City of the latest post, else the one from where most of the audience comments',
    followers        Int64 COMMENT 'Followers then' CODEC(T64, ZSTD),
    gained           Int64 COMMENT 'More than before' CODEC(T64, ZSTD),
    expected         Float64 COMMENT 'What usual growth brings in that time' CODEC(ZSTD),
    expected_low     Float64 COMMENT 'Lower end of what it brings in 95 of 100 cases' CODEC(ZSTD),
    expected_high    Float64 COMMENT 'Upper end' CODEC(ZSTD),
    p                Float64 COMMENT 'Chance of so much or more, 0 to 1' CODEC(ZSTD),
    score            Float64 COMMENT 'How real the audience looked then, 0 (bought) to 100 (real)' CODEC(ZSTD),
    explained_by     LowCardinality(String) COMMENT 'none, giveaway or trend',
    cause            String COMMENT 'alert_id of the trend, or day of the giveaway; empty for none' CODEC(ZSTD),
    reason           String COMMENT 'Why that explains it, in one sentence' CODEC(ZSTD),
    alert_id         String COMMENT 'The alert on the creator that it opened or updated; empty for none' CODEC(ZSTD),
    inserted_at      DateTime('UTC') DEFAULT now() COMMENT 'When the row was inserted: its age for the TTL' CODEC(DoubleDelta, ZSTD),
    INDEX position offset TYPE minmax GRANULARITY 1
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(as_of)
ORDER BY (platform, creator, as_of)
SETTINGS non_replicated_deduplication_window = 100000;
