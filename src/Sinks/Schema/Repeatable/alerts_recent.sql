-- The last revision of each alert of the last 30 days before the newest of its run.
-- Alerts about fewer than {{k_people}} distinct people are withheld; those about none are not.
CREATE OR REPLACE VIEW alerts_recent
(
    run              LowCardinality(String) COMMENT 'Name of the deployment',
    alert_id         String COMMENT 'Names the alert across its updates',
    revision         Int64 COMMENT '0 when opened, one more with each update',
    state            LowCardinality(String) COMMENT 'opened, updated or closed',
    category         LowCardinality(String) COMMENT 'swell, bad_buzz, moment, creator, series or signal',
    stream           LowCardinality(String) COMMENT 'social, intents, sales, foot_traffic or community',
    cell             LowCardinality(String) COMMENT 'The place, country/place or country',
    country          LowCardinality(String) COMMENT 'First part of a place; empty for brands and pods',
    kind             LowCardinality(String) COMMENT 'sound, hashtag, challenge, product, brand, term, complaint, source, intent, store, place, promo_code, campaign or community; empty for none',
    entity           String COMMENT 'Id of the entity; empty for none',
    creator          String COMMENT 'Pseudonym, for an alert on a creator',
    severity         Int64 COMMENT '1 to 10',
    people           Nullable(Int64) COMMENT 'Distinct people; null when it is about none',
    opened_at        DateTime64(3, 'UTC') COMMENT 'End of the window that opened it',
    updated_at       DateTime64(3, 'UTC') COMMENT 'End of the window of this revision',
    phase            LowCardinality(String) COMMENT 'learning, emerging, rising, peak, fading or over',
    brands           String COMMENT 'Ids of the brands concerned, joined by commas',
    terms            String COMMENT 'Terms that rise with it, joined by commas',
    coincides_with   String COMMENT 'Events of the calendar at that place and time, joined by semicolons',
    sentence_en      String COMMENT 'The alert in one English sentence',
    sentence_fr      String COMMENT 'In French',
    sentence_nl      String COMMENT 'In Dutch',
    observed         Float64 COMMENT 'What was counted',
    expected         Float64 COMMENT 'What was expected',
    ratio_low        Float64 COMMENT 'Lower end of the interval of the rate ratio',
    ratio_high       Float64 COMMENT 'Upper end',
    p                Float64 COMMENT '0 to 1',
    q                Float64 COMMENT '0 to 1',
    tests            Int64 COMMENT 'Keys tested',
    authentic_share  Float64 COMMENT 'Part of the weight that is authentic',
    evidence         String COMMENT 'All of the evidence as JSON, without links',
    advice           String COMMENT 'What each store should do, as JSON',
    visits           Nullable(Int64) COMMENT 'People counted into the stores concerned',
    visits_expected  Nullable(Float64) COMMENT 'People usually counted into them',
    units_per_day    Nullable(Float64) COMMENT 'Pace of sales of the product',
    days_of_cover    Nullable(Float64) COMMENT 'Days that the stock of the stores concerned lasts',
    stock_out_risk   Nullable(Float64) COMMENT 'Chance that a store runs out before the swell ends or its delivery comes'
)
AS
SELECT h.*
FROM alert_history AS h INNER JOIN (SELECT run AS newest_of, max(updated_at) AS newest FROM alerts GROUP BY run) AS n ON n.newest_of = h.run
WHERE h.updated_at > n.newest - INTERVAL 30 DAY
  AND (h.run, h.alert_id, h.revision) IN (SELECT run, alert_id, max(revision) FROM alerts GROUP BY run, alert_id)
ORDER BY h.updated_at DESC, h.severity DESC;
