-- Where entities stand in their swells: a row for each record of houle.trends.
CREATE TABLE IF NOT EXISTS trends
(
    run              LowCardinality(String) COMMENT 'Name of the deployment that wrote the row',
    log_id           LowCardinality(String) COMMENT 'Id of the topic: a recreated topic has another',
    partition        UInt16 COMMENT 'Partition of houle.trends',
    offset           UInt64 COMMENT 'Offset of the record in the partition' CODEC(Delta, ZSTD),
    row              UInt32 COMMENT 'Always 0: a record is one row' CODEC(ZSTD),
    cell             LowCardinality(String) COMMENT 'The place, country/place or country',
    country          LowCardinality(String) COMMENT 'First part of a place; empty for brands and pods',
    kind             LowCardinality(String) COMMENT 'sound, hashtag, challenge, product, brand, term, complaint, source, intent, store, place, promo_code, campaign or community',
    entity           String COMMENT 'Id of the entity' CODEC(ZSTD),
    tick             DateTime('UTC') COMMENT 'End of the minute that was judged' CODEC(DoubleDelta, ZSTD),
    phase            LowCardinality(String) COMMENT 'learning, emerging, rising, peak, fading or over',
    scale_ms         Int64 COMMENT 'Span of the test in milliseconds' CODEC(T64, ZSTD),
    observed         Float64 COMMENT 'Creator-minutes in the span' CODEC(ZSTD),
    expected         Float64 COMMENT 'Creator-minutes expected' CODEC(ZSTD),
    rate_ratio       Float64 COMMENT 'Observed by expected' CODEC(ZSTD),
    rank             Float64 COMMENT 'Lower bound of the rate ratio: what to order by' CODEC(ZSTD),
    ratio_high       Float64 COMMENT 'Upper bound; 0 when not stated' CODEC(ZSTD),
    dispersion       Float64 COMMENT 'Variance by mean of the test' CODEC(ZSTD),
    p                Float64 COMMENT 'Upper-tail p, 0 to 1' CODEC(ZSTD),
    q                Float64 COMMENT 'q-value over all active keys, 0 to 1' CODEC(ZSTD),
    tests            Int64 COMMENT 'Keys tested at that tick in that cell' CODEC(T64, ZSTD),
    authentic_share  Float64 COMMENT 'Part of the weight that is authentic' CODEC(ZSTD),
    sponsored_share  Float64 COMMENT 'Part of the weight that is sponsored' CODEC(ZSTD),
    suspicious_share Float64 COMMENT 'Part of the weight that looks bought' CODEC(ZSTD),
    people           Int64 COMMENT 'Distinct creators in the span' CODEC(T64, ZSTD),
    unnamed          UInt8 COMMENT '1: the counts name nobody, and k does not apply' CODEC(ZSTD),
    smallest_burst   Nullable(Float64) COMMENT 'Rate ratio of the smallest burst that this cell could see' CODEC(ZSTD),
    first_cell       String COMMENT 'Where it rose first; empty for here' CODEC(ZSTD),
    next_cells       String COMMENT 'Where it rose after, joined by commas' CODEC(ZSTD),
    cells_per_hour   Nullable(Float64) COMMENT 'Speed of its spread' CODEC(ZSTD),
    learning_day     Int64 COMMENT 'Days of baseline so far' CODEC(T64, ZSTD),
    learning_days    Int64 COMMENT 'Days of baseline wanted' CODEC(T64, ZSTD),
    inserted_at      DateTime('UTC') DEFAULT now() COMMENT 'When the row was inserted: its age for the TTL' CODEC(DoubleDelta, ZSTD),
    INDEX position offset TYPE minmax GRANULARITY 1
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(tick)
ORDER BY (cell, kind, entity, tick)
SETTINGS non_replicated_deduplication_window = 100000;
