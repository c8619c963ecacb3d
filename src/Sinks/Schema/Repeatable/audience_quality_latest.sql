-- The latest score of each creator, and the latest anomaly.
CREATE OR REPLACE VIEW audience_quality_latest
(
    run              LowCardinality(String) COMMENT 'Name of the deployment',
    creator          String COMMENT 'Pseudonym of the creator',
    creator_hash     String COMMENT 'The same as 16 hexadecimal digits, as among the contributors of an alert; empty where it is not known',
    platform         LowCardinality(String) COMMENT 'The platform of the account',
    as_of            DateTime('UTC') COMMENT 'End of the day, or of the minute of the anomaly, that the score is of',
    score            Float64 COMMENT '0 (bought) to 100 (real)',
    followers        Nullable(Int64) COMMENT 'Followers, as last known',
    followers_gained Nullable(Int64) COMMENT 'Followers gained in that day; below 0 when lost',
    engagement_rate  Nullable(Float64) COMMENT 'Reactions a post and follower, as last known',
    cohort           LowCardinality(String) COMMENT 'Size that it is compared with; empty when followers are unknown',
    reasons          String COMMENT 'Reasons with points and evidence, largest effect first',
    cities           String COMMENT 'Where the audience comments from, with shares',
    anomalies        UInt64 COMMENT 'Anomalies so far',
    last_anomaly     LowCardinality(String) COMMENT 'The latest anomaly; empty when there was none',
    last_anomaly_at  Nullable(DateTime('UTC')) COMMENT 'When that was'
)
AS
SELECT
    q.run AS run, q.creator AS creator,
    if(max(q.creator_hash) = 0, '', leftPad(lower(hex(max(q.creator_hash))), 16, '0')) AS creator_hash,
    argMax(q.platform, (q.as_of, q.offset)) AS platform,
    max(q.as_of) AS as_of,
    argMax(q.score, (q.as_of, q.offset)) AS score,
    argMax(q.followers, (q.as_of, q.offset)) AS followers,
    argMax(q.followers_gained, (q.as_of, q.offset)) AS followers_gained,
    argMax(q.engagement_rate, (q.as_of, q.offset)) AS engagement_rate,
    argMax(q.cohort, (q.as_of, q.offset)) AS cohort,
    argMax(q.reasons, (q.as_of, q.offset)) AS reasons,
    argMax(q.cities, (q.as_of, q.offset)) AS cities,
    countIf(q.anomaly != 'none') AS anomalies,
    argMaxIf(q.anomaly, (q.as_of, q.offset), q.anomaly != 'none') AS last_anomaly,
    maxOrNullIf(q.as_of, q.anomaly != 'none') AS last_anomaly_at
FROM audience_quality AS q
GROUP BY run, creator;
