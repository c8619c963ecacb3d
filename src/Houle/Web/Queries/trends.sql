SELECT *
FROM trending_now
WHERE ({run:String} = '' OR run = {run:String})
  AND ({place:String} = '' OR cell = {place:String} OR startsWith(cell, concat({place:String}, '/')))
  AND ({kind:String} = '' OR kind = {kind:String})
ORDER BY rank DESC, cell, kind, entity
LIMIT {limit:UInt32}
