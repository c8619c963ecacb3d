-- How useful teams found the alerts of each rule; the last word of a destination about an alert counts.
CREATE OR REPLACE VIEW rule_precision
(
    run              LowCardinality(String) COMMENT 'Name of the deployment',
    rule             LowCardinality(String) COMMENT 'Name of the rule',
    judged           UInt64 COMMENT 'Alerts that a destination judged',
    useful           UInt64 COMMENT 'Of these, found useful',
    precision        Float64 COMMENT 'useful by judged'
)
AS
SELECT run, rule, count() AS judged, countIf(last_word = 1) AS useful, useful / judged AS precision
FROM
(
    SELECT f.run AS run, f.rule AS rule, f.destination AS destination, f.alert_id AS alert_id, argMax(f.useful, (f.given_at, f.offset)) AS last_word
    FROM alert_feedback AS f
    GROUP BY run, rule, destination, alert_id
)
GROUP BY run, rule;
