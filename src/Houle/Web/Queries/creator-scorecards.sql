SELECT *
FROM creator_scorecards
WHERE ({run:String} = '' OR run = {run:String}) AND ({creator:String} = '' OR creator = {creator:String})
  AND ({campaign:String} = '' OR campaign = {campaign:String}) AND days = if({days:UInt32} < 7, 1, 7)
ORDER BY engagement_rate DESC NULLS LAST, creator, format, campaign, variant
LIMIT {limit:UInt32}
