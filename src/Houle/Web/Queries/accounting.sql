SELECT stream, sum(read) AS read, sum(accepted) AS accepted, sum(late) AS late, sum(duplicates) AS duplicates,
    sum(dead_lettered) AS dead_lettered, sum(other) AS other, sum(unaccounted) AS unaccounted, sum(lost_weight) AS lost_weight
FROM accounting_by_hour
WHERE run = {run:String}
GROUP BY stream
ORDER BY stream
