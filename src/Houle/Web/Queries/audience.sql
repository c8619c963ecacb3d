SELECT *
FROM audience_quality_history
WHERE ({run:String} = '' OR run = {run:String}) AND creator = {creator:String}
ORDER BY as_of DESC, anomaly
LIMIT {limit:UInt32}
