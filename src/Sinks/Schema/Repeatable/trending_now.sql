-- What is rising now: the last word on each entity of each cell within an hour of its run's newest tick, unless it is over.
-- Order by rank. Rows about fewer than {{k_people}} distinct people are withheld, unless the counts name nobody.
CREATE OR REPLACE VIEW trending_now
(
    run              LowCardinality(String) COMMENT 'Name of the deployment',
    cell             LowCardinality(String) COMMENT 'The place, country/place or country',
    country          LowCardinality(String) COMMENT 'First part of a place; empty for brands and pods',
    kind             LowCardinality(String) COMMENT 'sound, hashtag, challenge, product, brand, term, complaint, source, intent, store, place, promo_code, campaign or community',
    entity           String COMMENT 'Id of the entity',
    tick             DateTime('UTC') COMMENT 'End of the minute that was judged',
    phase            LowCardinality(String) COMMENT 'learning, emerging, rising, peak, fading or over',
    scale_ms         Int64 COMMENT 'Span of the test in milliseconds',
    observed         Float64 COMMENT 'Creator-minutes in the span',
    expected         Float64 COMMENT 'Creator-minutes expected',
    rate_ratio       Float64 COMMENT 'Observed by expected',
    rank             Float64 COMMENT 'Lower bound of the rate ratio: what to order by',
    ratio_high       Float64 COMMENT 'Upper bound; 0 when not stated',
    dispersion       Float64 COMMENT 'Variance by mean of the test',
    p                Float64 COMMENT 'Upper-tail p, 0 to 1',
    q                Float64 COMMENT 'q-value over all active keys, 0 to 1',
    tests            Int64 COMMENT 'Keys tested at that tick in that cell',
    authentic_share  Float64 COMMENT 'Part of the weight that is authentic',
    sponsored_share  Float64 COMMENT 'Part of the weight that is sponsored',
    suspicious_share Float64 COMMENT 'Part of the weight that looks bought',
    people           Int64 COMMENT 'Distinct creators in the span',
    unnamed          UInt8 COMMENT '1: the counts name nobody, and k does not apply',
    smallest_burst   Nullable(Float64) COMMENT 'Rate ratio of the smallest burst that this cell could see',
    first_cell       String COMMENT 'Where it rose first; empty for here',
    next_cells       String COMMENT 'Where it rose after, joined by commas',
    cells_per_hour   Nullable(Float64) COMMENT 'Speed of its spread',
    learning_day     Int64 COMMENT 'Days of baseline so far',
    learning_days    Int64 COMMENT 'Days of baseline wanted'
)
AS
SELECT h.*
FROM trend_history AS h INNER JOIN (SELECT run AS newest_of, max(tick) AS newest FROM trends GROUP BY run) AS n ON n.newest_of = h.run
WHERE h.tick > n.newest - INTERVAL 1 HOUR
  AND (h.run, h.cell, h.kind, h.entity, h.tick) IN (SELECT run, cell, kind, entity, max(tick) FROM trends GROUP BY run, cell, kind, entity)
  AND h.phase != 'over';
