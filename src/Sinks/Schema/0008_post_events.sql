-- What scorecards of posts count: a row for each record of houle.post-events.
CREATE TABLE IF NOT EXISTS post_events
(
    run          LowCardinality(String) COMMENT 'Name of the deployment that wrote the row',
    log_id       LowCardinality(String) COMMENT 'Id of the topic: a recreated topic has another',
    partition    UInt16 COMMENT 'Partition of houle.post-events',
    offset       UInt64 COMMENT 'Offset of the record in the partition' CODEC(Delta, ZSTD),
    row          UInt32 COMMENT 'Always 0: a record is one row' CODEC(ZSTD),
    creator      String COMMENT 'Pseudonym of the creator' CODEC(ZSTD),
    platform     LowCardinality(String) COMMENT 'Where the post stands; other for a step',
    post         String COMMENT 'Id of the post on its platform; empty for a step that names none' CODEC(ZSTD),
    occurred_at  DateTime64(3, 'UTC') COMMENT 'When it happened' CODEC(DoubleDelta, ZSTD),
    kind         LowCardinality(String) COMMENT 'post, snapshot, comment (with intents) or step (a click, message, search ...)',
    format       LowCardinality(String) COMMENT 'Of a post: post, story, short_video, video, live, review, article, other',
    campaign     LowCardinality(String) COMMENT 'Campaign of a post or step; empty for none',
    variant      LowCardinality(String) COMMENT 'Variant of the campaign; empty for none',
    promo_code   LowCardinality(String) COMMENT 'Promo code shown in the post; empty for none',
    sponsored    UInt8 COMMENT '1 for a post known to be paid for',
    disclosed    UInt8 COMMENT '1 for a post that says so itself',
    intents      UInt8 COMMENT 'Of a comment, a bit each: 2 price, 4 availability, 8 delivery, 16 purchase, 32 complaint, 64 praise, 128 hostile',
    followers    Nullable(Int64) COMMENT 'Followers of the creator when the post was published' CODEC(ZSTD),
    reach        Nullable(Int64) COMMENT 'Distinct accounts that saw it; null when hidden' CODEC(ZSTD),
    impressions  Nullable(Int64) COMMENT 'Times it was shown; null when hidden' CODEC(ZSTD),
    views        Nullable(Int64) COMMENT 'Times it was played; null when hidden' CODEC(ZSTD),
    completions  Nullable(Int64) COMMENT 'Times it was played to the end; null when hidden' CODEC(ZSTD),
    likes        Nullable(Int64) COMMENT 'Likes; null when hidden' CODEC(ZSTD),
    comments     Nullable(Int64) COMMENT 'Comments; null when hidden' CODEC(ZSTD),
    shares       Nullable(Int64) COMMENT 'Shares; null when hidden' CODEC(ZSTD),
    saves        Nullable(Int64) COMMENT 'Saves; null when hidden' CODEC(ZSTD),
    inserted_at  DateTime('UTC') DEFAULT now() COMMENT 'When the row was inserted: its age for the TTL' CODEC(DoubleDelta, ZSTD),
    INDEX position offset TYPE minmax GRANULARITY 1
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(occurred_at)
ORDER BY (creator, post, occurred_at)
SETTINGS non_replicated_deduplication_window = 100000;

-- What creators are paid: a row for each creator of a campaign, in each version of it; the latest counts.
CREATE TABLE IF NOT EXISTS campaign_creators
(
    run          LowCardinality(String) COMMENT 'Name of the deployment that wrote the row',
    log_id       LowCardinality(String) COMMENT 'Id of the topic: a recreated topic has another',
    partition    UInt16 COMMENT 'Partition of houle.campaigns',
    offset       UInt64 COMMENT 'Offset of the record in the partition' CODEC(Delta, ZSTD),
    row          UInt32 COMMENT 'Number of the creator within the record, from 0' CODEC(ZSTD),
    campaign     LowCardinality(String) COMMENT 'Id of the campaign',
    brand        LowCardinality(String) COMMENT 'Brand of the campaign; empty for none',
    currency     LowCardinality(String) COMMENT 'ISO 4217 code of the cost; empty is the deployment''s own',
    creator      String COMMENT 'Pseudonym of the creator' CODEC(ZSTD),
    starts_at    DateTime('UTC') COMMENT 'First moment of the campaign',
    ends_at      DateTime('UTC') COMMENT 'First moment after it',
    cost_cents   Nullable(Int64) COMMENT 'What the creator is paid, in hundredths; null when the campaign does not say' CODEC(ZSTD),
    inserted_at  DateTime('UTC') DEFAULT now() COMMENT 'When the row was inserted' CODEC(DoubleDelta, ZSTD),
    INDEX position offset TYPE minmax GRANULARITY 1
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(starts_at)
ORDER BY (campaign, creator)
SETTINGS non_replicated_deduplication_window = 100000;
