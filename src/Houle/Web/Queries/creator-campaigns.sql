SELECT *
FROM creator_campaigns
WHERE ({run:String} = '' OR run = {run:String}) AND ({creator:String} = '' OR creator = {creator:String})
  AND ({campaign:String} = '' OR campaign = {campaign:String})
ORDER BY last_post_at DESC, creator
LIMIT {limit:UInt32}
