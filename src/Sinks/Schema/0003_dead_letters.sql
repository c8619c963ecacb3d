-- What could not be counted, with its original bytes: a row for each record of houle.dead-letters.
CREATE TABLE IF NOT EXISTS dead_letters
(
    run              LowCardinality(String) COMMENT 'Name of the deployment that wrote the row',
    log_id           LowCardinality(String) COMMENT 'Id of the topic: a recreated topic has another',
    partition        UInt16 COMMENT 'Partition of houle.dead-letters',
    offset           UInt64 COMMENT 'Offset of the record in the partition' CODEC(Delta, ZSTD),
    row              UInt32 COMMENT 'Always 0: a record is one row' CODEC(ZSTD),
    appended_at      DateTime64(3, 'UTC') COMMENT 'When the record was appended to the topic' CODEC(DoubleDelta, ZSTD),
    stream           LowCardinality(String) COMMENT 'social, intents, sales, foot_traffic or community',
    reason           LowCardinality(String) COMMENT 'A word to count by, such as malformed or unverifiable',
    detail           String COMMENT 'One sentence: what was wrong, and where' CODEC(ZSTD),
    source           LowCardinality(String) COMMENT 'Source topic, or feed:NAME',
    source_partition Int32 COMMENT 'Source partition; 0 for a feed',
    source_position  Int64 COMMENT 'Offset in the source partition, or row of the file counted from 1' CODEC(Delta, ZSTD),
    file             LowCardinality(String) COMMENT 'Name of the file, for a feed; else empty',
    key              String COMMENT 'Key of the record; empty for none' CODEC(ZSTD),
    value            String COMMENT 'The original bytes, cut to 65536; empty for a tombstone' CODEC(ZSTD),
    inserted_at      DateTime('UTC') DEFAULT now() COMMENT 'When the row was inserted: its age for the TTL' CODEC(DoubleDelta, ZSTD),
    INDEX position offset TYPE minmax GRANULARITY 1
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(appended_at)
ORDER BY (stream, reason, source, source_partition, source_position)
SETTINGS non_replicated_deduplication_window = 100000;
