-- What creators owe for campaigns, and whether it came: the n-th post of a format that names the campaign settles the n-th that is
-- owed of that format, by due date. What has no due date is due when the campaign ends.
CREATE OR REPLACE VIEW creator_deliverables
(
    run        LowCardinality(String) COMMENT 'Name of the deployment',
    campaign   LowCardinality(String) COMMENT 'Campaign; its latest version counts',
    creator    String COMMENT 'Pseudonym of the creator',
    format     LowCardinality(String) COMMENT 'What is owed: post, story, short_video ...',
    number     UInt64 COMMENT 'Which one of that format, by due date, from 1',
    due_at     DateTime('UTC') COMMENT 'First moment at which it is late',
    post       String COMMENT 'The post that settles it; empty for none',
    posted_at  Nullable(DateTime64(3, 'UTC')) COMMENT 'When that was published',
    status     LowCardinality(String) COMMENT 'kept, late (posted after it was due), missed (due and not posted), or open (not due yet)'
)
AS
WITH
    reached AS (SELECT e.run AS run, max(e.occurred_at) AS reached_at FROM post_events AS e GROUP BY run),
    latest AS
    (
        SELECT c.run AS run, c.campaign AS campaign, argMax((c.log_id, c.offset), (c.inserted_at, c.offset)) AS version
        FROM campaign_creators AS c GROUP BY run, campaign
    ),
    owed AS
    (
        SELECT c.run AS run, c.campaign AS campaign, c.creator AS creator, one.1 AS format,
            if(isNull(one.2), c.ends_at, toDateTime(assumeNotNull(one.2), 'UTC')) AS due_at,
            row_number() OVER (PARTITION BY c.run, c.campaign, c.creator, one.1 ORDER BY if(isNull(one.2), c.ends_at, toDateTime(assumeNotNull(one.2), 'UTC'))) AS number
        FROM campaign_creators AS c
        INNER JOIN latest AS l ON l.run = c.run AND l.campaign = c.campaign
        ARRAY JOIN JSONExtract(c.deliverables, 'Array(Tuple(format String, due_at Nullable(Int64)))') AS one
        WHERE (c.log_id, c.offset) = l.version
    ),
    posted AS
    (
        SELECT p.run AS run, p.campaign AS campaign, p.creator AS creator, p.format AS format, p.post AS post, p.posted_at AS posted_at,
            row_number() OVER (PARTITION BY p.run, p.campaign, p.creator, p.format ORDER BY p.posted_at, p.post) AS number
        FROM
        (
            SELECT e.run AS run, argMin(e.campaign, e.occurred_at) AS campaign, e.creator AS creator, argMin(e.format, e.occurred_at) AS format,
                e.post AS post, min(e.occurred_at) AS posted_at
            FROM post_events AS e WHERE e.kind = 'post' GROUP BY run, creator, post
        ) AS p
        WHERE p.campaign != ''
    )
SELECT
    o.run AS run, o.campaign AS campaign, o.creator AS creator, o.format AS format, o.number AS number, o.due_at AS due_at, p.post AS post,
    if(p.post = '', NULL, p.posted_at) AS posted_at,
    multiIf(p.post != '' AND p.posted_at < o.due_at, 'kept', p.post != '', 'late', ifNull(r.reached_at >= o.due_at, 0), 'missed', 'open') AS status
FROM owed AS o
LEFT JOIN posted AS p ON p.run = o.run AND p.campaign = o.campaign AND p.creator = o.creator AND p.format = o.format AND p.number = o.number
LEFT JOIN reached AS r ON r.run = o.run;
