-- What the streams say together now: the last word on each product of each city within a day of its run's newest one.
-- Rows about fewer than {{k_people}} distinct people are withheld; a till and a door counter name nobody.
CREATE OR REPLACE VIEW signals_recent
(
    run                   LowCardinality(String) COMMENT 'Name of the deployment',
    cell                  LowCardinality(String) COMMENT 'The place, country/place',
    country               LowCardinality(String) COMMENT 'First part of the place',
    kind                  LowCardinality(String) COMMENT 'What the entity is: product',
    entity                String COMMENT 'Id of the entity',
    window_start          DateTime('UTC') COMMENT 'Start of the window',
    window_end            DateTime('UTC') COMMENT 'End of the window: the moment that the row speaks of',
    mentions              Int64 COMMENT 'Mentions while it swells by itself; 0 under k people',
    authentic_weight      Float64 COMMENT 'Their authentic weight',
    people                Nullable(Int64) COMMENT 'Distinct people behind the mentions; null: nobody is named, or it does not swell',
    intents               Int64 COMMENT 'Clicks, scans, messages about it; 0 under k people',
    units                 Int64 COMMENT 'Units sold in the window, less those returned',
    units_per_day         Nullable(Float64) COMMENT 'Pace of sales now',
    usual_units_per_day   Nullable(Float64) COMMENT 'Usual pace of sales',
    stock_units           Nullable(Int64) COMMENT 'Units at hand in the stores that were counted',
    days_of_cover         Nullable(Float64) COMMENT 'Days that this lasts at the pace now',
    stock_out_risk        Nullable(Float64) COMMENT 'Chance that a store runs out before the swell ends or its delivery comes',
    entries               Int64 COMMENT 'People counted into the stores in the window',
    entries_expected      Nullable(Float64) COMMENT 'People usually counted into them; null where nobody counts',
    swell_since           Nullable(DateTime('UTC')) COMMENT 'First minute of the swell, its own or of what carries it; null when there is none',
    is_burst              UInt8 COMMENT '1: it sells far above its usual pace',
    is_short              UInt8 COMMENT '1: a store is about to run out of it, or has',
    stores                String COMMENT 'What each store should do, as JSON',
    carried_by            String COMMENT 'Sounds, hashtags and challenges that swell and are posted with it, as JSON: kind, entity, people who name both, of_people who name the one'
)
AS
SELECT s.run AS run, s.cell AS cell, s.country AS country, s.kind AS kind, s.entity AS entity, s.window_start AS window_start, s.window_end AS window_end, s.mentions AS mentions, s.authentic_weight / 1e6 AS authentic_weight, s.people AS people, s.intents AS intents, s.units AS units, s.units_per_day AS units_per_day, s.usual_units_per_day AS usual_units_per_day, s.stock_units AS stock_units, s.days_of_cover AS days_of_cover, s.stock_out_risk AS stock_out_risk, s.entries AS entries, s.entries_expected AS entries_expected, s.swell_since AS swell_since, s.is_burst AS is_burst, s.is_short AS is_short, s.stores AS stores, s.carried_by AS carried_by
FROM signals AS s INNER JOIN (SELECT run AS newest_of, max(window_end) AS newest FROM signals GROUP BY run) AS n ON n.newest_of = s.run
WHERE s.window_end > n.newest - INTERVAL 1 DAY
  AND (s.run, s.cell, s.kind, s.entity, s.window_end) IN (SELECT run, cell, kind, entity, max(window_end) FROM signals GROUP BY run, cell, kind, entity)
  AND (isNull(s.people) OR s.people >= {{k_people}});
