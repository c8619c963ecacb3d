SELECT *
FROM creator_comparison
WHERE ({run:String} = '' OR run = {run:String}) AND ({platform:String} = '' OR platform = {platform:String})
ORDER BY engagement_by_cohort DESC NULLS LAST
LIMIT {limit:UInt32}
