SELECT l.run AS run, l.alert_id AS alert_id, l.revision AS revision, l.state AS state, l.category AS category, l.stream AS stream,
    l.cell AS cell, l.kind AS kind, l.entity AS entity, l.severity AS severity, h.severity_highest AS severity_highest, l.people AS people,
    l.opened_at AS opened_at, l.updated_at AS updated_at, l.phase AS phase, l.brands AS brands, l.terms AS terms,
    h.en AS sentence_en, h.fr AS sentence_fr, h.nl AS sentence_nl,
    l.observed AS observed, l.expected AS expected, l.ratio_low AS ratio_low, l.ratio_high AS ratio_high, l.p AS p, l.q AS q,
    l.tests AS tests, l.authentic_share AS authentic_share
FROM alerts_recent AS l
INNER JOIN
(
    SELECT run, alert_id, max(severity) AS severity_highest,
        argMax(sentence_en, (severity, revision)) AS en, argMax(sentence_fr, (severity, revision)) AS fr, argMax(sentence_nl, (severity, revision)) AS nl
    FROM alert_history
    GROUP BY run, alert_id
) AS h ON h.run = l.run AND h.alert_id = l.alert_id
WHERE ({run:String} = '' OR l.run = {run:String})
  AND ({place:String} = '' OR l.cell = {place:String} OR startsWith(l.cell, concat({place:String}, '/')))
  AND ({category:String} = '' OR l.category = {category:String})
  AND h.severity_highest >= {severity_min:UInt32}
ORDER BY opened_at DESC, severity_highest DESC, alert_id
LIMIT {limit:UInt32}
