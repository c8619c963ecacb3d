-- An hour that the view withholds, or that nobody spoke in, is 0. The usual range is that of the same hour on the days
-- before, up to 14, of which the lowest and the highest are left out once there are five.
WITH
    toStartOfHour({until:DateTime('UTC')}) AS last,
    (SELECT min(hour) FROM city_hourly WHERE run = {run:String} AND stream = {stream:String} AND cell = {cell:String}) AS first,
    (SELECT mapFromArrays(groupArray(hour), groupArray(people)) FROM {{of}}
     WHERE run = {run:String} AND stream = {stream:String} AND cell = {cell:String}
       AND hour > last - toIntervalHour({hours:UInt32} + 336) AND hour <= last) AS counted,
    arraySort(arrayMap(day -> counted[hour - toIntervalDay(day)], arrayFilter(day -> hour - toIntervalDay(day) >= first, range(1, 15)))) AS before,
    if(length(before) >= 5, arraySlice(before, 2, length(before) - 2), before) AS usual
SELECT last - toIntervalHour({hours:UInt32} - 1 - number) AS hour, counted[hour] AS people,
    length(before) AS days, if(days = 0, NULL, usual[1]) AS usual_low, if(days = 0, NULL, usual[-1]) AS usual_high,
    if(days = 0, NULL, arraySum(usual) / length(usual)) AS usual_mean
FROM numbers({hours:UInt32})
ORDER BY hour
