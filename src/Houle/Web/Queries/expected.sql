WITH expected * 3600000 / scale_ms AS an_hour, 1.96 * sqrt(an_hour * dispersion) AS around
SELECT tick, an_hour, greatest(0, an_hour - around) AS low, an_hour + around AS high, observed, rank, phase
FROM trend_history
WHERE run = {run:String} AND cell = {cell:String} AND kind = {kind:String} AND entity = {entity:String}
  AND tick > {until:DateTime('UTC')} - toIntervalHour({hours:UInt32}) AND tick <= {until:DateTime('UTC')} + INTERVAL 1 HOUR
ORDER BY tick
LIMIT 2000
