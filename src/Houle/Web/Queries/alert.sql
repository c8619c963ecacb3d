SELECT *
FROM alerts_recent
WHERE alert_id = {id:String}
