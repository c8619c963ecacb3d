SELECT c.cell AS cell, c.country AS country, c.events AS events, c.people_hours AS people_hours, a.open_alerts AS open_alerts, a.severity AS severity
FROM
(
    SELECT cell, any(country) AS country, sum(events) AS events, sum(people) AS people_hours
    FROM city_hourly
    WHERE run = {run:String} AND level = 'city' AND stream IN ('social', 'intents')
      AND hour > (SELECT max(hour) FROM city_hourly WHERE run = {run:String}) - INTERVAL 24 HOUR
    GROUP BY cell
) AS c
LEFT JOIN
(
    SELECT cell, count() AS open_alerts, max(severity) AS severity
    FROM alerts_recent
    WHERE run = {run:String} AND state != 'closed'
    GROUP BY cell
) AS a ON a.cell = c.cell
ORDER BY events DESC
LIMIT 1000
