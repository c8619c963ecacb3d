-- One row for each entity (a sound, a product, a store ...) in each stream, cell and hour; withheld as in city_hourly.
CREATE OR REPLACE VIEW entity_in_city
(
    run              LowCardinality(String) COMMENT 'Name of the deployment',
    stream           LowCardinality(String) COMMENT 'social, intents, sales, foot_traffic or community',
    cell             LowCardinality(String) COMMENT 'A place (be/liege, be), brand:ID or pod:ID',
    level            LowCardinality(String) COMMENT 'city, district, region, country, brand or pod; do not add cells of different levels',
    country          LowCardinality(String) COMMENT 'First part of a place; empty for brands and pods',
    kind             LowCardinality(String) COMMENT 'sound, hashtag, challenge, product, brand, term, complaint, source, intent, store, place, promo_code, campaign or community',
    entity           String COMMENT 'Id of the entity; (other) for what a window folded together',
    hour             DateTime('UTC') COMMENT 'Start of the hour',
    events           Int64 COMMENT 'Events with the entity',
    late_events      Int64 COMMENT 'The part of events that came late',
    weight           Float64 COMMENT 'Sum of weights',
    authentic_weight Float64 COMMENT 'Sum of weight times authenticity of the creator',
    sponsored_weight Float64 COMMENT 'The part of weight that is known to be paid for; 0 in rows from before it was counted',
    people           Int64 COMMENT 'Distinct people: exact under 128 named, else estimated within about 9% (one standard error); foot traffic: people counted in',
    engagement       Int64 COMMENT 'social: likes, comments, shares and saves',
    complaints       Int64 COMMENT 'social: mentions that complain',
    units            Int64 COMMENT 'sales: units sold less returned',
    amount_cents     Int64 COMMENT 'sales: money in hundredths, less returned',
    promo_uses       Int64 COMMENT 'sales: sales with a promo code',
    entries          Int64 COMMENT 'foot_traffic: people counted in',
    exits            Int64 COMMENT 'foot_traffic: people counted out'
)
AS
SELECT
    run, stream, cell, level, country, kind, entity, hour, events, late_events, weight, authentic_weight, sponsored_weight,
    if(stream = 'foot_traffic', entries, named + unnamed) AS people,
    engagement, complaints, units, amount_cents, promo_uses, entries, exits
FROM
(
    SELECT
        w.run AS run, w.stream AS stream, w.cell AS cell, w.level AS level, w.country AS country,
        w.kind AS kind, w.entity AS entity,
        toStartOfHour(w.window_start) AS hour,
        sum(w.count) AS events,
        sumIf(w.count, isNotNull(w.late_in)) AS late_events,
        sum(w.weight) / 1e6 AS weight,
        sum(w.authentic_weight) / 1e6 AS authentic_weight,
        sum(w.sponsored_weight) / 1e6 AS sponsored_weight,
        arraySlice(arraySort(groupUniqArrayArray(w.people_sketch)), 1, 128) AS smallest,
        if(length(smallest) < 128, toInt64(length(smallest)), toInt64(round(127 / (smallest[128] / 18446744073709551616.)))) AS named,
        sum(w.people_unnamed) AS unnamed,
        sum(w.engagement) AS engagement,
        sum(w.complaints) AS complaints,
        sum(w.units) AS units,
        sum(w.amount_cents) AS amount_cents,
        sum(w.promo_uses) AS promo_uses,
        sum(w.entries) AS entries,
        sum(w.exits) AS exits
    FROM city_windows AS w
    WHERE w.kind != 'total'
    GROUP BY run, stream, cell, level, country, kind, entity, hour
)
WHERE people >= {{k_people}} OR (stream = 'social' AND named = 0);
