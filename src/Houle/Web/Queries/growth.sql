SELECT *
FROM creator_growth_history
WHERE ({run:String} = '' OR run = {run:String}) AND ({creator:String} = '' OR creator = {creator:String})
  AND ({explained_by:String} = '' OR explained_by = {explained_by:String})
ORDER BY as_of DESC, creator
LIMIT {limit:UInt32}
