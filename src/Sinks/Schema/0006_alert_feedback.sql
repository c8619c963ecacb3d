-- What teams said about alerts: a row for each record of houle.alert-feedback.
CREATE TABLE IF NOT EXISTS alert_feedback
(
    run              LowCardinality(String) COMMENT 'Name of the deployment that wrote the row',
    log_id           LowCardinality(String) COMMENT 'Id of the topic: a recreated topic has another',
    partition        UInt16 COMMENT 'Partition of houle.alert-feedback',
    offset           UInt64 COMMENT 'Offset of the record in the partition' CODEC(Delta, ZSTD),
    row              UInt32 COMMENT 'Always 0: a record is one row' CODEC(ZSTD),
    rule             LowCardinality(String) COMMENT 'Rule that sent the alert',
    destination      LowCardinality(String) COMMENT 'Destination that says so',
    alert_id         String COMMENT 'The alert' CODEC(ZSTD),
    useful           UInt8 COMMENT '1: it was worth being told' CODEC(ZSTD),
    note             String COMMENT 'A few words of theirs; empty for none' CODEC(ZSTD),
    given_at         DateTime64(3, 'UTC') COMMENT 'When it was said' CODEC(DoubleDelta, ZSTD),
    inserted_at      DateTime('UTC') DEFAULT now() COMMENT 'When the row was inserted: its age for the TTL' CODEC(DoubleDelta, ZSTD),
    INDEX position offset TYPE minmax GRANULARITY 1
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(given_at)
ORDER BY (rule, destination, alert_id)
SETTINGS non_replicated_deduplication_window = 100000;
