SELECT *
FROM creator_deliverables
WHERE ({run:String} = '' OR run = {run:String}) AND ({creator:String} = '' OR creator = {creator:String})
  AND ({campaign:String} = '' OR campaign = {campaign:String}) AND ({status:String} = '' OR status = {status:String})
ORDER BY due_at DESC, campaign, creator, format, number
LIMIT {limit:UInt32}
