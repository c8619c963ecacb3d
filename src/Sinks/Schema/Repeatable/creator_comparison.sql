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
    last_anomaly_at   Nullable(DateTime('UTC')) COMMENT 'When that was',
    campaigns         UInt64 COMMENT 'Campaigns with a post that is seven days old',
    last_campaign     LowCardinality(String) COMMENT 'The one with the latest post; empty for none',
    last_campaign_at  Nullable(DateTime64(3, 'UTC')) COMMENT 'When that post was published',
    campaign_posts    UInt64 COMMENT 'Posts of campaigns, seven days old or more',
    undisclosed       UInt64 COMMENT 'Of these, those that do not say that they are paid for',
    asks_per_post     Nullable(Float64) COMMENT 'Comments that ask for price, availability or delivery or mean to buy, by post of a campaign'
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
    l.last_anomaly AS last_anomaly, l.last_anomaly_at AS last_anomaly_at,
    c.campaigns AS campaigns, c.last_campaign AS last_campaign, c.last_campaign_at AS last_campaign_at, c.posts AS campaign_posts,
    c.undisclosed AS undisclosed, c.asks / nullIf(c.posts, 0) AS asks_per_post
FROM audience_quality_latest AS l
LEFT JOIN
(
    SELECT
        p.run AS run, p.creator AS creator, count() AS campaigns, argMax(p.campaign, p.last_post_at) AS last_campaign,
        toNullable(max(p.last_post_at)) AS last_campaign_at, sum(p.posts) AS posts, sum(p.undisclosed) AS undisclosed, sum(p.asks) AS asks
    FROM creator_campaigns AS p
    GROUP BY run, creator
) AS c ON c.run = l.run AND c.creator = l.creator
WHERE l.cohort != '';
