-- The accounting identity for each source partition and event hour: unaccounted and lost_weight are 0 when nothing is lost.
CREATE OR REPLACE VIEW accounting_by_hour
(
    run              LowCardinality(String) COMMENT 'Name of the deployment',
    stream           LowCardinality(String) COMMENT 'social, intents, sales, foot_traffic or community',
    source           LowCardinality(String) COMMENT 'Source topic, or feed:NAME',
    source_partition Int32 COMMENT 'Source partition; 0 for a feed',
    hour             DateTime('UTC') COMMENT 'Start of the event hour; 1970-01-01 before the source has any time',
    read             Int64 COMMENT 'Records read',
    accepted         Int64 COMMENT 'Counted, on time or late',
    late             Int64 COMMENT 'The part of accepted that came late',
    duplicates       Int64 COMMENT 'Seen before within the horizon',
    dead_lettered    Int64 COMMENT 'Refused, with a reason, to dead_letters',
    other            Int64 COMMENT 'Not counted by their nature, such as snapshots',
    unaccounted      Int64 COMMENT 'read - (accepted + duplicates + dead_lettered + other): 0, or records were lost',
    accepted_weight  Float64 COMMENT 'Weight of accepted events',
    leaf_weight      Float64 COMMENT 'Weight that entered leaf cells',
    lost_weight      Float64 COMMENT 'accepted_weight - leaf_weight: 0, or weight was lost'
)
AS
SELECT
    a.run AS run, a.stream AS stream, a.source AS source, a.source_partition AS source_partition, a.hour AS hour,
    sum(a.read) AS read,
    sum(a.accepted) AS accepted,
    sum(a.late) AS late,
    sum(a.duplicates) AS duplicates,
    sum(a.dead_lettered) AS dead_lettered,
    sum(a.other) AS other,
    sum(a.read) - (sum(a.accepted) + sum(a.duplicates) + sum(a.dead_lettered) + sum(a.other)) AS unaccounted,
    sum(a.accepted_weight) / 1e6 AS accepted_weight,
    sum(a.leaf_weight) / 1e6 AS leaf_weight,
    (sum(a.accepted_weight) - sum(a.leaf_weight)) / 1e6 AS lost_weight
FROM accounting AS a
GROUP BY run, stream, source, source_partition, hour;
