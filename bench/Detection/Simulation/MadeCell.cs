using Houle.Detection.Bursts;

namespace Houle.Bench.Detection.Simulation;

/// <summary>Makes the minutes of a cell, one after the other, from a scenario and a seed.</summary>
/// <remarks>Counts are exactly negative binomial: a Poisson number of clusters of logarithmic size, over the city's rhythm.
/// Keys are drawn by Walker's alias table, made anew every hour, so the work is per cluster, not per key.</remarks>
internal sealed class MadeCell
{
    private const int FirstMinute = 25_000_000 / 10080 * 10080; // a whole week

    private readonly Scenario _scenario;
    private readonly Chance _chance;
    private readonly double[] _rates, _dispersions, _phases, _growth, _weights;
    private readonly int[] _bornHour;
    private readonly Alias _alias;
    private readonly int[] _counts;
    private readonly bool[] _isMissing;
    private readonly double[] _surge;
    private readonly Dictionary<int, List<(int Key, int Count)>> _extra = [];
    private readonly KeyMinute[] _minute;
    private readonly int[] _touched;
    private int _hourNow = -1;
    private double _clustersPerMinute;

    public MadeCell(Scenario scenario, int seed)
    {
        _scenario = scenario;
        _chance = new Chance(seed);
        int launches = (int)(scenario.LaunchesPerDay * scenario.TestDays), keys = scenario.Keys + launches;
        int hours = (scenario.LearnDays + scenario.TestDays) * 24;
        (_rates, _dispersions, _phases, _growth) = (new double[keys], new double[keys], new double[keys], new double[keys]);
        _weights = new double[keys];
        (_bornHour, _counts, _touched, _minute) = (new int[keys], new int[keys], new int[keys], new KeyMinute[keys]);
        _alias = new Alias(keys);
        double all = 0;
        for (int k = 0; k < keys; k++)
        {
            bool isLaunch = k >= scenario.Keys;
            int rank = isLaunch ? (scenario.Keys / 20) + _chance.Below(scenario.Keys) : k;
            _rates[k] = Math.Pow(rank + 3, -scenario.Zipf);
            if (!isLaunch) all += _rates[k];
            else _bornHour[k] = (scenario.LearnDays * 24) + _chance.Below(scenario.TestDays * 24);
            _dispersions[k] = scenario.DispersionMin * Math.Pow(scenario.DispersionMax / scenario.DispersionMin, _chance.Uniform());
            _phases[k] = _chance.Uniform() * 24;
            _growth[k] = scenario.DriftPerDay * _chance.Gaussian();
        }

        for (int k = 0; k < keys; k++) _rates[k] *= scenario.PerDay / 1440 / all;
        (_isMissing, _surge) = (new bool[hours], new double[hours]);
        Array.Fill(_surge, 1);
        Plan(scenario.GapsPerWeek, hours, 2, 8, (hour, _) => _isMissing[hour] = true);
        Plan(scenario.SurgesPerWeek, hours, 3, 8, (hour, depth) => _surge[hour] = 2 + (2 * depth));
        PlantBursts();
    }

    public List<Planted> Bursts { get; } = [];

    public int TestFrom => FirstMinute + (_scenario.LearnDays * 1440);

    public int End => TestFrom + (_scenario.TestDays * 1440);

    public int Start => FirstMinute;

    public int KeyCount => _rates.Length;

    /// <summary>Events so far.</summary>
    public long Events { get; private set; }

    /// <summary>The keys of a minute in rising order; minutes are asked for in order.</summary>
    public ReadOnlySpan<KeyMinute> Minute(int minute)
    {
        int hour = (minute - FirstMinute) / 60, touched = 0;
        if (hour != _hourNow) Begin(hour);
        int clusters = _clustersPerMinute > 0 ? _chance.Poisson(_clustersPerMinute) : 0;
        for (int i = 0; i < clusters; i++)
        {
            int key = _alias.Draw(_chance);
            if (_counts[key] == 0) _touched[touched++] = key;
            _counts[key] += _chance.Cluster(1 - (1 / _dispersions[key]));
        }

        if (!_isMissing[hour] && _extra.TryGetValue(minute, out List<(int Key, int Count)>? planted))
        {
            foreach ((int key, int count) in planted)
            {
                if (_counts[key] == 0) _touched[touched++] = key;
                _counts[key] += count;
            }
        }

        Array.Sort(_touched, 0, touched);
        for (int i = 0; i < touched; i++)
        {
            int key = _touched[i], count = _counts[key];
            _minute[i] = new KeyMinute((ulong)key + 1, count, count * 1_000_000L);
            _counts[key] = 0;
            Events += count;
        }

        return _minute.AsSpan(0, touched);
    }

    /// <summary>Expected count of a key in an hour, without bursts and passing noise.</summary>
    public double Expected(int key, int hour)
    {
        double angle = 2 * Math.PI / 24;
        double own = 1 + (_scenario.OwnRhythm * Math.Cos(((hour % 24) - _phases[key]) * angle));
        double daily = 1 + (0.7 * Math.Cos(((hour % 24) - 19) * angle)), weekly = hour / 24 % 7 >= 5 ? 1.25 : 0.9;
        double grown = Math.Exp(_growth[key] * ((hour / 24.0) - _scenario.LearnDays));
        return hour < _bornHour[key] ? 0 : _rates[key] * 60 * own * daily * weekly * grown * _surge[hour];
    }

    private void Begin(int hour)
    {
        _hourNow = hour;
        double all = 0;
        for (int k = 0; k < _rates.Length; k++)
        {
            double mean = Expected(k, hour);
            if (_scenario.HourNoise > 0) mean *= _chance.Gamma(1 / _scenario.HourNoise);
            double d = _dispersions[k];
            _weights[k] = d <= 1.0001 ? mean : mean * Math.Log(d) / (d - 1); // clusters an hour
            all += _weights[k];
        }

        _clustersPerMinute = _isMissing[hour] ? 0 : all / 60;
        if (all > 0) _alias.Fill(_weights, all);
    }

    private void Plan(double perWeek, int hours, int shortest, int longest, Action<int, double> set)
    {
        int from = 24 * 7, times = (int)Math.Round(perWeek * (hours - from) / 168.0);
        for (int i = 0; i < times; i++)
        {
            int start = from + _chance.Below(hours - from - longest), length = shortest + _chance.Below(longest - shortest);
            double depth = _chance.Uniform();
            for (int hour = start; hour < start + length; hour++) set(hour, depth);
        }
    }

    /// <summary>Each hour of a burst holds exactly so many counts more as are as improbable as its sigma, at random minutes.</summary>
    private void PlantBursts()
    {
        int wanted = (int)(_scenario.BurstsPerDay * _scenario.TestDays), hours = _scenario.BurstMinutes / 60;
        var busy = new Dictionary<int, int>();
        for (int tries = 0; Bursts.Count < wanted && tries < wanted * 50; tries++)
        {
            int key = _chance.Below(_scenario.Keys), start = TestFrom + _chance.Below((_scenario.TestDays * 1440) - _scenario.BurstMinutes);
            if (busy.TryGetValue(key, out int day) && Math.Abs(day - start) < 3 * 1440) continue;
            if (Enumerable.Range(0, hours + 1).Any(h => _isMissing[((start - FirstMinute) / 60) + Math.Min(h, hours - 1)])) continue;
            busy[key] = start;
            double sigma = _scenario.Sigmas[Bursts.Count % _scenario.Sigmas.Length];
            Bursts.Add(new Planted(key, start, start + _scenario.BurstMinutes, sigma));
            for (int h = 0; h < hours; h++)
            {
                double mean = Expected(key, ((start - FirstMinute) / 60) + h);
                int count = (int)Math.Round(Chance.ExcessOf(sigma, mean, _dispersions[key] + (mean * _scenario.HourNoise)));
                for (int i = 0; i < count; i++) AddExtra(start + (h * 60) + _chance.Below(60), key);
            }
        }
    }

    private void AddExtra(int minute, int key)
    {
        if (!_extra.TryGetValue(minute, out List<(int Key, int Count)>? list)) _extra[minute] = list = [];
        list.Add((key, 1));
    }
}
