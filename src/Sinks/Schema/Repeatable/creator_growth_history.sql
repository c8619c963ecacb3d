-- Followers that came to creators at once, with what explains it.
CREATE OR REPLACE VIEW creator_growth_history
(
    run              LowCardinality(String) COMMENT 'Name of the deployment',
    creator          String COMMENT 'Pseudonym of the creator',
    platform         LowCardinality(String) COMMENT 'The platform of the account',
    as_of            DateTime('UTC') COMMENT 'End of the minute in which it was seen',
    counted_from     DateTime('UTC') COMMENT 'When followers were counted before',
    counted_to       DateTime('UTC') COMMENT 'When they were counted then',
    cell             LowCardinality(String) COMMENT 'City of the latest post, else the one from where most of the audience comments',
    followers        Int64 COMMENT 'Followers then',
    gained           Int64 COMMENT 'More than before',
    expected         Float64 COMMENT 'What usual growth brings in that time',
    expected_low     Float64 COMMENT 'Lower end of what it brings in 95 of 100 cases',
    expected_high    Float64 COMMENT 'Upper end',
    p                Float64 COMMENT 'Chance of so much or more, 0 to 1',
    score            Float64 COMMENT 'How real the audience looked then, 0 (bought) to 100 (real)',
    explained_by     LowCardinality(String) COMMENT 'none, giveaway or trend',
    cause            String COMMENT 'alert_id of the trend, or day of the giveaway; empty for none',
    reason           String COMMENT 'Why that explains it, in one sentence',
    alert_id         String COMMENT 'The alert on the creator that it opened or updated; empty for none'
)
AS
SELECT
    g.run, g.creator, g.platform, g.as_of, g.counted_from, g.counted_to, g.cell, g.followers, g.gained, g.expected, g.expected_low, g.expected_high,
    g.p, g.score, g.explained_by, g.cause, g.reason, g.alert_id
FROM creator_growth AS g;
