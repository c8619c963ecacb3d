-- What one stream counted in one cell and one minute: a row for the totals (kind 'total') and one for each entity.
-- One record of houle.city-windows becomes several rows; (log_id, partition, offset, row) says which of them a row is.
CREATE TABLE IF NOT EXISTS city_windows
(
    run              LowCardinality(String) COMMENT 'Name of the deployment that wrote the row',
    log_id           LowCardinality(String) COMMENT 'Id of the topic: a recreated topic has another',
    partition        UInt16 COMMENT 'Partition of houle.city-windows',
    offset           UInt64 COMMENT 'Offset of the record in the partition' CODEC(Delta, ZSTD),
    row              UInt32 COMMENT 'Number of the row within the record, from 0' CODEC(Delta, ZSTD),
    stream           LowCardinality(String) COMMENT 'social, intents, sales, foot_traffic or community',
    cell             LowCardinality(String) COMMENT 'A place (be/liege, be), brand:ID or pod:ID',
    level            LowCardinality(String) COMMENT 'city, district, region, country, brand or pod',
    shard            UInt16 COMMENT 'Cells above the city are split by entity; shard 0 alone has the totals',
    country          LowCardinality(String) COMMENT 'First part of a place; empty for brands and pods',
    window_start     DateTime('UTC') COMMENT 'Start of the minute' CODEC(DoubleDelta, ZSTD),
    late_in          Nullable(DateTime('UTC')) COMMENT 'Null for the window itself; else the minute in which these late events came' CODEC(ZSTD),
    kind             LowCardinality(String) COMMENT 'total, or what the entity is',
    entity           String COMMENT 'Id of the entity; empty for the totals' CODEC(ZSTD),
    count            Int64 COMMENT 'Events' CODEC(T64, ZSTD),
    weight           Int64 COMMENT 'Sum of weights, in millionths' CODEC(T64, ZSTD),
    authentic_weight Int64 COMMENT 'Sum of weight times authenticity of the creator, in millionths' CODEC(T64, ZSTD),
    people_sketch    Array(UInt64) COMMENT 'Distinct people: their smallest hashes, ascending, at most 128',
    people_unnamed   Int64 COMMENT 'People behind events that name nobody: their rounded weight' CODEC(T64, ZSTD),
    engagement       Int64 COMMENT 'social: likes, comments, shares and saves' CODEC(T64, ZSTD),
    complaints       Int64 COMMENT 'social: mentions that complain' CODEC(T64, ZSTD),
    units            Int64 COMMENT 'sales: units sold less returned' CODEC(T64, ZSTD),
    amount_cents     Int64 COMMENT 'sales: money in hundredths, less returned' CODEC(T64, ZSTD),
    promo_uses       Int64 COMMENT 'sales: sales with a promo code' CODEC(T64, ZSTD),
    entries          Int64 COMMENT 'foot_traffic: people counted in' CODEC(T64, ZSTD),
    exits            Int64 COMMENT 'foot_traffic: people counted out' CODEC(T64, ZSTD),
    inserted_at      DateTime('UTC') DEFAULT now() COMMENT 'When the row was inserted: its age for the TTL' CODEC(DoubleDelta, ZSTD),
    -- The sink counts a block's rows by offset after an unknown outcome; a part holds few stretches of offsets.
    INDEX position offset TYPE minmax GRANULARITY 1
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(window_start)
ORDER BY (kind, stream, cell, entity, window_start)
SETTINGS non_replicated_deduplication_window = 100000;
