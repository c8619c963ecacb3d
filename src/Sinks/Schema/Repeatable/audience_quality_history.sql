-- Each score of a creator: of days, and at once on anomalies.
CREATE OR REPLACE VIEW audience_quality_history
(
    run              LowCardinality(String) COMMENT 'Name of the deployment',
    creator          String COMMENT 'Pseudonym of the creator',
    platform         LowCardinality(String) COMMENT 'The platform of the account',
    as_of            DateTime('UTC') COMMENT 'End of the day, or of the minute of the anomaly',
    anomaly          LowCardinality(String) COMMENT 'none for the result of a day; else what was seen',
    pod              String COMMENT 'For a pod: the cell of its accounts, pod:ID; else empty',
    score            Float64 COMMENT '0 (bought) to 100 (real)',
    followers        Nullable(Int64) COMMENT 'Followers at the time',
    followers_gained Nullable(Int64) COMMENT 'Followers gained in the day so far; below 0 when lost',
    engagement_rate  Nullable(Float64) COMMENT 'Reactions a post and follower, usual of late',
    cohort           LowCardinality(String) COMMENT 'Size, and for off_cohort the format, that it is compared with',
    reasons          String COMMENT 'Reasons with points and evidence, largest effect first'
)
AS
SELECT q.run, q.creator, q.platform, q.as_of, q.anomaly, q.pod, q.score, q.followers, q.followers_gained, q.engagement_rate, q.cohort, q.reasons
FROM audience_quality AS q;
