-- Creators beside others of their platform and size.
CREATE OR REPLACE VIEW creator_comparison
(
    run               LowCardinality(String) COMMENT 'Name of the deployment',
    platform          LowCardinality(String) COMMENT 'The platform of the account',
    cohort            LowCardinality(String) COMMENT 'Size, such as 10k-50k',
    creator           String COMMENT 'Pseudonym of the creator',
    score             Float64 COMMENT '0 (bought) to 100 (real)',
    followers         Nullable(Int64) COMMENT 'Followers, as last known',
    engagement_rate   Nullable(Float64) COMMENT 'Reactions a post and follower',
    cohort_creators   UInt64 COMMENT 'Creators of the cohort, this one included',
    cohort_median     Nullable(Float64) COMMENT 'Median engagement rate of the cohort',
    engagement_by_cohort Nullable(Float64) COMMENT 'engagement_rate by cohort_median; 1 is usual',
    engagement_rank   UInt64 COMMENT '1 for the highest engagement rate of the cohort; creators without one come last',
    authentic_followers Nullable(Float64) COMMENT 'followers times score / 100',
    last_anomaly      LowCardinality(String) COMMENT 'The latest anomaly; empty when there was none',
    last_anomaly_at   Nullable(DateTime('UTC')) COMMENT 'When that was'
)
AS
SELECT
    l.run AS run, l.platform AS platform, l.cohort AS cohort, l.creator AS creator, l.score AS score,
    l.followers AS followers, l.engagement_rate AS engagement_rate,
    count() OVER (PARTITION BY l.run, l.platform, l.cohort) AS cohort_creators,
    median(l.engagement_rate) OVER (PARTITION BY l.run, l.platform, l.cohort) AS cohort_median,
    l.engagement_rate / cohort_median AS engagement_by_cohort,
    rank() OVER (PARTITION BY l.run, l.platform, l.cohort ORDER BY l.engagement_rate DESC NULLS LAST) AS engagement_rank,
    l.followers * l.score / 100 AS authentic_followers,
    l.last_anomaly AS last_anomaly, l.last_anomaly_at AS last_anomaly_at
FROM audience_quality_latest AS l
WHERE l.cohort != '';
