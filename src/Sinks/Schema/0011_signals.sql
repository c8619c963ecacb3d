-- What several streams say together of a product in a city: a row for each record of houle.signals. And what alerts got from it.
CREATE TABLE IF NOT EXISTS signals
(
    run                   LowCardinality(String) COMMENT 'Name of the deployment that wrote the row',
    log_id                LowCardinality(String) COMMENT 'Id of the topic: a recreated topic has another',
    partition             UInt16 COMMENT 'Partition of houle.signals',
    offset                UInt64 COMMENT 'Offset of the record in the partition' CODEC(Delta, ZSTD),
    row                   UInt32 COMMENT 'Always 0: a record is one row' CODEC(ZSTD),
    cell                  LowCardinality(String) COMMENT 'The place, country/place',
    country               LowCardinality(String) COMMENT 'First part of the place',
    kind                  LowCardinality(String) COMMENT 'What the entity is: product',
    entity                String COMMENT 'Id of the entity' CODEC(ZSTD),
    window_start          DateTime('UTC') COMMENT 'Start of the window' CODEC(DoubleDelta, ZSTD),
    window_end            DateTime('UTC') COMMENT 'End of the window: the moment that the row speaks of' CODEC(DoubleDelta, ZSTD),
    mentions              Int64 COMMENT 'Mentions while it swells; 0 under k people' CODEC(T64, ZSTD),
    authentic_weight      Int64 COMMENT 'Their authentic weight, in millionths' CODEC(T64, ZSTD),
    people                Nullable(Int64) COMMENT 'Distinct people behind the mentions; null: nobody is named, or it does not swell' CODEC(ZSTD),
    intents               Int64 COMMENT 'Clicks, scans, messages about it; 0 under k people' CODEC(T64, ZSTD),
    units                 Int64 COMMENT 'Units sold in the window, less those returned' CODEC(T64, ZSTD),
    units_recent          Int64 COMMENT 'Units sold in the span that the pace now is judged by' CODEC(T64, ZSTD),
    units_recent_expected Float64 COMMENT 'Units usual in that span' CODEC(ZSTD),
    recent_ms             Int64 COMMENT 'That span in milliseconds' CODEC(T64, ZSTD),
    units_per_day         Nullable(Float64) COMMENT 'Pace of sales now' CODEC(ZSTD),
    usual_units_per_day   Nullable(Float64) COMMENT 'Usual pace of sales' CODEC(ZSTD),
    stock_units           Nullable(Int64) COMMENT 'Units at hand in the stores that were counted' CODEC(ZSTD),
    days_of_cover         Nullable(Float64) COMMENT 'Days that this lasts at the pace now' CODEC(ZSTD),
    stock_out_risk        Nullable(Float64) COMMENT 'Chance that a store runs out before the swell ends or its delivery comes' CODEC(ZSTD),
    entries               Int64 COMMENT 'People counted into the stores in the window' CODEC(T64, ZSTD),
    entries_expected      Nullable(Float64) COMMENT 'People usually counted into them; null where nobody counts' CODEC(ZSTD),
    swell_since           Nullable(DateTime('UTC')) COMMENT 'First minute of the swell; null when it does not swell' CODEC(ZSTD),
    is_burst              UInt8 COMMENT '1: it sells far above its usual pace',
    is_short              UInt8 COMMENT '1: a store is about to run out of it, or has',
    stores                String COMMENT 'What each store should do, as JSON' CODEC(ZSTD),
    inserted_at           DateTime('UTC') DEFAULT now() COMMENT 'When the row was inserted: its age for the TTL' CODEC(DoubleDelta, ZSTD),
    INDEX position offset TYPE minmax GRANULARITY 1
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(window_end)
ORDER BY (cell, kind, entity, window_end)
SETTINGS non_replicated_deduplication_window = 100000;
ALTER TABLE alerts ADD COLUMN IF NOT EXISTS visits Nullable(Int64) COMMENT 'People counted into the stores concerned' CODEC(ZSTD);
ALTER TABLE alerts ADD COLUMN IF NOT EXISTS visits_expected Nullable(Float64) COMMENT 'People usually counted into them' CODEC(ZSTD);
ALTER TABLE alerts ADD COLUMN IF NOT EXISTS units_per_day Nullable(Float64) COMMENT 'Pace of sales of the product' CODEC(ZSTD);
ALTER TABLE alerts ADD COLUMN IF NOT EXISTS days_of_cover Nullable(Float64) COMMENT 'Days that the stock of the stores concerned lasts' CODEC(ZSTD);
ALTER TABLE alerts ADD COLUMN IF NOT EXISTS stock_out_risk Nullable(Float64) COMMENT 'Chance that a store runs out before the swell ends or its delivery comes' CODEC(ZSTD);
