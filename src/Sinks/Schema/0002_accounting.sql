-- What became of the records of one source partition in one event hour: a row for each record of houle.accounting.
-- Partitioned by year, not month: imported history has few rows in each of many hours.
CREATE TABLE IF NOT EXISTS accounting
(
    run              LowCardinality(String) COMMENT 'Name of the deployment that wrote the row',
    log_id           LowCardinality(String) COMMENT 'Id of the topic: a recreated topic has another',
    partition        UInt16 COMMENT 'Partition of houle.accounting',
    offset           UInt64 COMMENT 'Offset of the record in the partition' CODEC(Delta, ZSTD),
    row              UInt32 COMMENT 'Always 0: a record is one row' CODEC(ZSTD),
    stream           LowCardinality(String) COMMENT 'social, intents, sales, foot_traffic or community',
    source           LowCardinality(String) COMMENT 'Source topic, or feed:NAME',
    source_partition Int32 COMMENT 'Source partition; 0 for a feed',
    hour             DateTime('UTC') COMMENT 'Start of the event hour; 1970-01-01 before the source has any time' CODEC(DoubleDelta, ZSTD),
    read             Int64 COMMENT 'Records read' CODEC(T64, ZSTD),
    accepted         Int64 COMMENT 'Counted, on time or late' CODEC(T64, ZSTD),
    late             Int64 COMMENT 'The part of accepted that came late' CODEC(T64, ZSTD),
    duplicates       Int64 COMMENT 'Seen before within the horizon' CODEC(T64, ZSTD),
    dead_lettered    Int64 COMMENT 'Refused, with a reason, to dead_letters' CODEC(T64, ZSTD),
    other            Int64 COMMENT 'Not counted by their nature, such as snapshots' CODEC(T64, ZSTD),
    accepted_weight  Int64 COMMENT 'Weight of accepted events, in millionths' CODEC(T64, ZSTD),
    leaf_weight      Int64 COMMENT 'Weight that entered leaf cells, in millionths' CODEC(T64, ZSTD),
    inserted_at      DateTime('UTC') DEFAULT now() COMMENT 'When the row was inserted: its age for the TTL' CODEC(DoubleDelta, ZSTD),
    INDEX position offset TYPE minmax GRANULARITY 1
)
ENGINE = MergeTree
PARTITION BY toYear(hour)
ORDER BY (stream, source, source_partition, hour)
SETTINGS non_replicated_deduplication_window = 100000;
