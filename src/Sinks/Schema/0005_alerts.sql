-- What teams should know: a row for each record of houle.alerts, so one for each revision.
CREATE TABLE IF NOT EXISTS alerts
(
    run              LowCardinality(String) COMMENT 'Name of the deployment that wrote the row',
    log_id           LowCardinality(String) COMMENT 'Id of the topic: a recreated topic has another',
    partition        UInt16 COMMENT 'Partition of houle.alerts',
    offset           UInt64 COMMENT 'Offset of the record in the partition' CODEC(Delta, ZSTD),
    row              UInt32 COMMENT 'Always 0: a record is one row' CODEC(ZSTD),
    alert_id         String COMMENT 'Names the alert across its updates' CODEC(ZSTD),
    revision         Int64 COMMENT '0 when opened, one more with each update' CODEC(T64, ZSTD),
    state            LowCardinality(String) COMMENT 'opened, updated or closed',
    category         LowCardinality(String) COMMENT 'swell, bad_buzz, moment, creator, series or signal',
    stream           LowCardinality(String) COMMENT 'social, intents, sales, foot_traffic or community',
    cell             LowCardinality(String) COMMENT 'The place, country/place or country',
    country          LowCardinality(String) COMMENT 'First part of a place; empty for brands and pods',
    kind             LowCardinality(String) COMMENT 'sound, hashtag, challenge, product, brand, term, complaint, source, intent, store, place, promo_code, campaign or community; empty for none',
    entity           String COMMENT 'Id of the entity; empty for none' CODEC(ZSTD),
    creator          String COMMENT 'Pseudonym, for an alert on a creator' CODEC(ZSTD),
    severity         Int64 COMMENT '1 to 10' CODEC(T64, ZSTD),
    people           Nullable(Int64) COMMENT 'Distinct people; null when it is about none' CODEC(ZSTD),
    opened_at        DateTime64(3, 'UTC') COMMENT 'End of the window that opened it' CODEC(DoubleDelta, ZSTD),
    updated_at       DateTime64(3, 'UTC') COMMENT 'End of the window of this revision' CODEC(DoubleDelta, ZSTD),
    phase            LowCardinality(String) COMMENT 'learning, emerging, rising, peak, fading or over',
    brands           String COMMENT 'Ids of the brands concerned, joined by commas' CODEC(ZSTD),
    terms            String COMMENT 'Terms that rise with it, joined by commas' CODEC(ZSTD),
    sentence_en      String COMMENT 'The alert in one English sentence' CODEC(ZSTD),
    sentence_fr      String COMMENT 'In French' CODEC(ZSTD),
    sentence_nl      String COMMENT 'In Dutch' CODEC(ZSTD),
    observed         Float64 COMMENT 'What was counted' CODEC(ZSTD),
    expected         Float64 COMMENT 'What was expected' CODEC(ZSTD),
    ratio_low        Float64 COMMENT 'Lower end of the interval of the rate ratio' CODEC(ZSTD),
    ratio_high       Float64 COMMENT 'Upper end' CODEC(ZSTD),
    p                Float64 COMMENT '0 to 1' CODEC(ZSTD),
    q                Float64 COMMENT '0 to 1' CODEC(ZSTD),
    tests            Int64 COMMENT 'Keys tested' CODEC(T64, ZSTD),
    authentic_share  Float64 COMMENT 'Part of the weight that is authentic' CODEC(ZSTD),
    evidence         String COMMENT 'All of the evidence as JSON, without links' CODEC(ZSTD),
    advice           String COMMENT 'What each store should do, as JSON' CODEC(ZSTD),
    inserted_at      DateTime('UTC') DEFAULT now() COMMENT 'When the row was inserted: its age for the TTL' CODEC(DoubleDelta, ZSTD),
    INDEX position offset TYPE minmax GRANULARITY 1
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(updated_at)
ORDER BY (cell, category, kind, entity, updated_at)
SETTINGS non_replicated_deduplication_window = 100000;
