SELECT *
FROM alert_history
WHERE alert_id = {id:String}
ORDER BY revision
