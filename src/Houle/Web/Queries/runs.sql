SELECT run, max(hour) AS newest, groupUniqArray(stream) AS streams
FROM accounting_by_hour
GROUP BY run
ORDER BY newest DESC
