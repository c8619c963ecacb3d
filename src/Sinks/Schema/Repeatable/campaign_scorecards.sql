-- Each post of a creator who has had a partnership, as it stood one day and seven days after it was published. A row comes when the
-- events have reached that age: what is later does not change it.
CREATE OR REPLACE VIEW post_scorecards
(
    run           LowCardinality(String) COMMENT 'Name of the deployment',
    creator       String COMMENT 'Pseudonym of the creator',
    platform      LowCardinality(String) COMMENT 'Where the post stands',
    post          String COMMENT 'Id of the post on its platform',
    posted_at     DateTime64(3, 'UTC') COMMENT 'When it was published',
    days          UInt8 COMMENT 'Age at which it is measured: 1 or 7 days',
    format        LowCardinality(String) COMMENT 'What it is',
    campaign      LowCardinality(String) COMMENT 'Campaign it was made for; empty for none',
    variant       LowCardinality(String) COMMENT 'Variant of the campaign; empty for none',
    promo_code    LowCardinality(String) COMMENT 'Promo code shown in it; empty for none',
    partnership   UInt8 COMMENT '1 for a post of a campaign, or a sponsored one',
    disclosed     UInt8 COMMENT '1 where it says so itself',
    followers     Nullable(Int64) COMMENT 'Followers of the creator when it was published',
    measured_at   Nullable(DateTime64(3, 'UTC')) COMMENT 'Last time within the age at which its numbers were read; null for never',
    reach         Nullable(Int64) COMMENT 'Distinct accounts that saw it; null when hidden',
    views         Nullable(Int64) COMMENT 'Times it was played; null when hidden',
    completion    Nullable(Float64) COMMENT 'Part of the plays that went to the end',
    likes         Nullable(Int64) COMMENT 'Likes; null when hidden',
    comments      Nullable(Int64) COMMENT 'Comments; null when hidden',
    shares        Nullable(Int64) COMMENT 'Shares; null when hidden',
    saves         Nullable(Int64) COMMENT 'Saves; null when hidden',
    engagement    Nullable(Int64) COMMENT 'likes, comments, shares and saves, as far as they are known; null when none is',
    engagement_rate Nullable(Float64) COMMENT 'engagement by reach, else by followers',
    price         UInt64 COMMENT 'Comments that ask or speak of the price',
    availability  UInt64 COMMENT 'Comments that ask where and when it can be had',
    delivery      UInt64 COMMENT 'Comments about delivery',
    purchase      UInt64 COMMENT 'Comments of people who bought or mean to',
    complaint     UInt64 COMMENT 'Comments that complain',
    praise        UInt64 COMMENT 'Comments that praise',
    hostile       UInt64 COMMENT 'Hostile comments',
    asks          UInt64 COMMENT 'Comments that ask for price, availability or delivery or mean to buy, each once',
    steps         Nullable(UInt64) COMMENT 'Clicks, messages, searches and the like that came from it; null when there are fewer than k',
    orders        Nullable(Int64) COMMENT 'Sales with its promo code, else of its campaign, since it was published; null when it has neither, or fewer than k',
    amount_cents  Nullable(Int64) COMMENT 'Money of these sales, in hundredths'
)
AS
WITH
    reached AS (SELECT e.run AS run, max(e.occurred_at) AS reached_at FROM post_events AS e GROUP BY run),
    posts AS
    (
        SELECT
            p.run AS run, p.creator AS creator, p.post AS post, min(p.occurred_at) AS posted_at, argMin(p.platform, p.occurred_at) AS platform,
            argMin(p.format, p.occurred_at) AS format, argMin(p.campaign, p.occurred_at) AS campaign,
            argMin(p.variant, p.occurred_at) AS variant, argMin(p.promo_code, p.occurred_at) AS promo_code,
            max(p.sponsored = 1 OR p.campaign != '') AS partnership, max(p.disclosed) AS disclosed,
            argMin(p.followers, p.occurred_at) AS followers
        FROM post_events AS p
        WHERE p.kind = 'post'
        GROUP BY run, creator, post
    ),
    aged AS
    (
        SELECT posts.*, days, posts.posted_at + toIntervalDay(days) AS until, multiIf(promo_code != '', 'promo_code', 'campaign') AS sale_kind,
            multiIf(promo_code != '', promo_code, campaign) AS sale_entity
        FROM posts INNER JOIN reached ON reached.run = posts.run
        ARRAY JOIN CAST([1, 7], 'Array(UInt8)') AS days
        WHERE reached.reached_at >= posts.posted_at + toIntervalDay(days)
    ),
    measured AS
    (
        SELECT
            a.run AS run, a.creator AS creator, a.post AS post, a.days AS days,
            maxOrNullIf(e.occurred_at, e.kind = 'snapshot' OR e.views IS NOT NULL) AS measured_at,
            argMaxIf(e.reach, e.occurred_at, e.reach IS NOT NULL) AS reach, argMaxIf(e.views, e.occurred_at, e.views IS NOT NULL) AS views,
            argMaxIf(e.completions, e.occurred_at, e.completions IS NOT NULL) AS completions,
            argMaxIf(e.likes, e.occurred_at, e.likes IS NOT NULL) AS likes, argMaxIf(e.comments, e.occurred_at, e.comments IS NOT NULL) AS comments,
            argMaxIf(e.shares, e.occurred_at, e.shares IS NOT NULL) AS shares, argMaxIf(e.saves, e.occurred_at, e.saves IS NOT NULL) AS saves,
            countIf(bitAnd(e.intents, 2) != 0) AS price, countIf(bitAnd(e.intents, 4) != 0) AS availability,
            countIf(bitAnd(e.intents, 8) != 0) AS delivery, countIf(bitAnd(e.intents, 16) != 0) AS purchase,
            countIf(bitAnd(e.intents, 32) != 0) AS complaint, countIf(bitAnd(e.intents, 64) != 0) AS praise,
            countIf(bitAnd(e.intents, 128) != 0) AS hostile, countIf(bitAnd(e.intents, 30) != 0) AS asks, countIf(e.kind = 'step') AS steps
        FROM aged AS a INNER JOIN post_events AS e ON e.run = a.run AND e.creator = a.creator AND e.post = a.post
        WHERE e.occurred_at <= a.until
        GROUP BY run, creator, post, days
    ),
    sold AS
    (
        SELECT a.run AS run, a.creator AS creator, a.post AS post, a.days AS days, sum(w.count) AS orders, sum(w.amount_cents) AS amount_cents
        FROM aged AS a INNER JOIN city_windows AS w ON w.run = a.run AND w.kind = a.sale_kind AND w.entity = a.sale_entity
        WHERE w.stream = 'sales' AND w.level = 'city' AND w.entity != ''
            AND w.window_start >= toStartOfMinute(a.posted_at) AND w.window_start < a.until
        GROUP BY run, creator, post, days
    )
SELECT
    a.run AS run, a.creator AS creator, a.platform AS platform, a.post AS post, a.posted_at AS posted_at, a.days AS days, a.format AS format,
    a.campaign AS campaign, a.variant AS variant, a.promo_code AS promo_code, a.partnership AS partnership, a.disclosed AS disclosed,
    a.followers AS followers, m.measured_at AS measured_at, m.reach AS reach, m.views AS views, m.completions / nullIf(m.views, 0) AS completion,
    m.likes AS likes, m.comments AS comments, m.shares AS shares, m.saves AS saves,
    if(m.likes IS NULL AND m.comments IS NULL AND m.shares IS NULL AND m.saves IS NULL, NULL,
        ifNull(m.likes, 0) + ifNull(m.comments, 0) + ifNull(m.shares, 0) + ifNull(m.saves, 0)) AS engagement,
    engagement / nullIf(coalesce(m.reach, a.followers), 0) AS engagement_rate,
    m.price AS price, m.availability AS availability, m.delivery AS delivery, m.purchase AS purchase, m.complaint AS complaint,
    m.praise AS praise, m.hostile AS hostile, m.asks AS asks,
    if(m.steps > 0 AND m.steps < {{k_people}}, NULL, m.steps) AS steps,
    if(a.sale_entity = '' OR (s.orders > 0 AND s.orders < {{k_people}}), NULL, s.orders) AS orders,
    if(a.sale_entity = '' OR (s.orders > 0 AND s.orders < {{k_people}}), NULL, s.amount_cents) AS amount_cents
FROM aged AS a
INNER JOIN measured AS m ON m.run = a.run AND m.creator = a.creator AND m.post = a.post AND m.days = a.days
LEFT JOIN sold AS s ON s.run = a.run AND s.creator = a.creator AND s.post = a.post AND s.days = a.days;

-- Creators by format and variant: mean engagement rate with its 95% interval (Student's t, as 1.96 + 2.4 / (n - 1) from ten posts on).
CREATE OR REPLACE VIEW creator_scorecards
(
    run           LowCardinality(String) COMMENT 'Name of the deployment',
    creator       String COMMENT 'Pseudonym of the creator',
    platform      LowCardinality(String) COMMENT 'Where the posts stand',
    format        LowCardinality(String) COMMENT 'What they are',
    campaign      LowCardinality(String) COMMENT 'Campaign; empty for posts without',
    variant       LowCardinality(String) COMMENT 'Variant of the campaign; empty for none',
    days          UInt8 COMMENT 'Age at which posts are measured: 1 or 7 days',
    posts         UInt64 COMMENT 'Posts of that age',
    rated_posts   UInt64 COMMENT 'Those whose engagement is known',
    engagement_rate      Nullable(Float64) COMMENT 'Mean of the rated posts',
    engagement_rate_low  Nullable(Float64) COMMENT 'Lower end of its 95% interval; null for fewer than two rated posts',
    engagement_rate_high Nullable(Float64) COMMENT 'Upper end',
    reach         Nullable(Int64) COMMENT 'Sum of reach',
    completion    Nullable(Float64) COMMENT 'Mean part of the plays that went to the end',
    saves         Nullable(Int64) COMMENT 'Sum of saves',
    asks          UInt64 COMMENT 'Comments that ask for price, availability or delivery or mean to buy',
    complaint     UInt64 COMMENT 'Comments that complain',
    partnerships  UInt64 COMMENT 'Posts of a campaign, or sponsored',
    undisclosed   UInt64 COMMENT 'Of these, those that do not say so'
)
AS
WITH if(count(c.engagement_rate) < 2, NULL,
    transform(count(c.engagement_rate), [2, 3, 4, 5, 6, 7, 8, 9], [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306], 1.96 + 2.4 / (count(c.engagement_rate) - 1))
    * stddevSamp(c.engagement_rate) / sqrt(count(c.engagement_rate))) AS half
SELECT
    c.run AS run, c.creator AS creator, c.platform AS platform, c.format AS format, c.campaign AS campaign, c.variant AS variant, c.days AS days,
    count() AS posts, count(c.engagement_rate) AS rated_posts, avg(c.engagement_rate) AS engagement_rate,
    avg(c.engagement_rate) - half AS engagement_rate_low, avg(c.engagement_rate) + half AS engagement_rate_high,
    sum(c.reach) AS reach, avg(c.completion) AS completion, sum(c.saves) AS saves, sum(c.asks) AS asks, sum(c.complaint) AS complaint,
    countIf(c.partnership = 1) AS partnerships, countIf(c.partnership = 1 AND c.disclosed = 0) AS undisclosed
FROM post_scorecards AS c
GROUP BY run, creator, platform, format, campaign, variant, days;

-- Partnerships over time: each creator's part in each campaign, measured at seven days, with what it cost.
CREATE OR REPLACE VIEW creator_campaigns
(
    run           LowCardinality(String) COMMENT 'Name of the deployment',
    creator       String COMMENT 'Pseudonym of the creator',
    campaign      LowCardinality(String) COMMENT 'Campaign',
    first_post_at DateTime64(3, 'UTC') COMMENT 'When the first of its posts was published',
    last_post_at  DateTime64(3, 'UTC') COMMENT 'When the last was',
    posts         UInt64 COMMENT 'Posts that are seven days old',
    undisclosed   UInt64 COMMENT 'Of these, those that do not say that they are paid for',
    reach         Nullable(Int64) COMMENT 'Sum of reach',
    engagement    Nullable(Int64) COMMENT 'Sum of likes, comments, shares and saves',
    asks          UInt64 COMMENT 'Comments that ask for price, availability or delivery or mean to buy',
    steps         Nullable(UInt64) COMMENT 'Clicks, messages, searches and the like that came from the posts, or from the creator for the campaign without naming one; those under k a post, or without one, are left out',
    cost_cents    Nullable(Int64) COMMENT 'What the creator is paid, in hundredths; null when the campaign does not say',
    currency      LowCardinality(String) COMMENT 'Of the cost; empty is the deployment''s own',
    cost_per_engagement Nullable(Float64) COMMENT 'In units of the currency',
    cost_per_intent Nullable(Float64) COMMENT 'Cost by asks and steps, in units of the currency'
)
AS
SELECT
    p.run AS run, p.creator AS creator, p.campaign AS campaign, p.first_post_at AS first_post_at, p.last_post_at AS last_post_at,
    p.posts AS posts, p.undisclosed AS undisclosed, p.reach AS reach, p.engagement AS engagement, p.asks AS asks,
    if(p.steps IS NULL AND s.steps IS NULL, NULL, ifNull(p.steps, 0) + ifNull(s.steps, 0)) AS steps,
    k.cost_cents AS cost_cents, k.currency AS currency, k.cost_cents / 100 / nullIf(p.engagement, 0) AS cost_per_engagement,
    k.cost_cents / 100 / nullIf(p.asks + ifNull(steps, 0), 0) AS cost_per_intent
FROM
(
    SELECT
        c.run AS run, c.creator AS creator, c.campaign AS campaign, min(c.posted_at) AS first_post_at, max(c.posted_at) AS last_post_at,
        count() AS posts, countIf(c.disclosed = 0) AS undisclosed, sum(c.reach) AS reach, sum(c.engagement) AS engagement,
        sum(c.asks) AS asks, sum(c.steps) AS steps
    FROM post_scorecards AS c
    WHERE c.days = 7 AND c.campaign != ''
    GROUP BY run, creator, campaign
) AS p
LEFT JOIN
(
    SELECT
        c.run AS run, c.creator AS creator, c.campaign AS campaign, argMax(c.cost_cents, (c.inserted_at, c.offset)) AS cost_cents,
        argMax(c.currency, (c.inserted_at, c.offset)) AS currency
    FROM campaign_creators AS c
    GROUP BY run, creator, campaign
) AS k ON k.run = p.run AND k.creator = p.creator AND k.campaign = p.campaign
LEFT JOIN
(
    -- From the first post that is measured until seven days after the last.
    SELECT e.run AS run, e.creator AS creator, e.campaign AS campaign, toNullable(count()) AS steps
    FROM post_events AS e
    INNER JOIN
    (
        SELECT c.run AS run, c.creator AS creator, c.campaign AS campaign, min(c.posted_at) AS first_post_at, max(c.posted_at) AS last_post_at
        FROM post_scorecards AS c
        WHERE c.days = 7 AND c.campaign != ''
        GROUP BY run, creator, campaign
    ) AS t ON t.run = e.run AND t.creator = e.creator AND t.campaign = e.campaign
    WHERE e.kind = 'step' AND e.post = '' AND e.occurred_at >= t.first_post_at AND e.occurred_at <= t.last_post_at + toIntervalDay(7)
    GROUP BY run, creator, campaign
    HAVING count() >= {{k_people}}
) AS s ON s.run = p.run AND s.creator = p.creator AND s.campaign = p.campaign;
