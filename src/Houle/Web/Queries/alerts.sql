SELECT run, alert_id, revision, state, category, stream, cell, kind, entity, severity, people, opened_at, updated_at, phase,
    brands, terms, sentence_en, sentence_fr, sentence_nl, observed, expected, ratio_low, ratio_high, p, q, tests, authentic_share
FROM alerts_recent
WHERE ({run:String} = '' OR run = {run:String})
  AND ({place:String} = '' OR cell = {place:String} OR startsWith(cell, concat({place:String}, '/')))
  AND ({category:String} = '' OR category = {category:String})
  AND severity >= {severity_min:UInt32}
ORDER BY updated_at DESC, severity DESC, alert_id
LIMIT {limit:UInt32}
