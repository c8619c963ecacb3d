using Houle.Detection.Numerics;

namespace Houle.Detection.Bursts;

/// <summary>Tests the keys of one cell at every closed minute, and reports each whose count is unusual.</summary>
/// <remarks>Driven by closed minutes in order of time; a minute without any event of the cell need not be told: what passed
/// over a gap is added in closed form. Its state is a function of minutes and keys alone (contract C1): keys are taken in
/// rising order, volumes are whole numbers. Steady state allocates nothing. What multiplicity needs beside the reports is
/// <see cref="Tests"/>.</remarks>
public sealed partial class CellDetector
{
    private readonly BurstOptions _options;
    private readonly CellVolume _volume;
    private readonly DispersionTable _dispersions;
    private readonly Baselines _baselines;
    private readonly KeyTable _keys;
    private readonly WaitingKeys _waiting;
    private readonly int _firstScale;
    private int[] _followed = new int[16];
    private int _followedCount;
    private BurstReport[] _reports = new BurstReport[16];
    private int _reportCount;
    private int _tested;
    private readonly bool _mayScreen;
    private readonly double _countMin, _inversesMin;
    private readonly CombinedP _combination;
    private RingPlace _ring;
    private Limits _limits;

    public CellDetector(BurstOptions options)
    {
        options.Check();
        _options = options;
        _mayScreen = options.ReportedP <= ScreenedTail.UsualP && options.AdmitCreators >= 3 && options.Combination != ScaleCombination.Harmonic;
        _countMin = options.AdmitCreators;
        _firstScale = (int)Scales.First(options.StepMinutes);
        _combination = new CombinedP(options.Combination, _firstScale);
        _inversesMin = _combination.InversesMin(options.ReportedP);
        _volume = new CellVolume(options.HalfLifeDays);
        _dispersions = new DispersionTable(options.DispersionPrior);
        _baselines = new Baselines(_volume, _dispersions, options);
        _keys = new KeyTable(options.KeysMax);
        _waiting = new WaitingKeys(options.WaitingMax, options.AdmitCreators);
    }

    /// <summary>Number of tests of the last tick: all admitted keys, seen or not. 0 while the cell only listens.</summary>
    public int Tests => _tested;

    /// <summary>The first minute of the baseline, since 1970; 0 before any.</summary>
    public int FirstMinute => _volume.FirstMinute;

    /// <summary>The last minute taken, since 1970; 0 before any.</summary>
    public int LastMinute => _volume.LastMinute;

    /// <summary>Day of learning, from 1; the baseline is long enough after <see cref="BurstOptions.LearningDays"/>.</summary>
    public int LearningDay => _volume.FirstMinute == 0 ? 0 : ((_volume.LastMinute - _volume.FirstMinute) / 1440) + 1;

    public bool IsLearning => LearningDay <= _options.LearningDays;

    public int Keys => _keys.Count;

    /// <summary>Times a key with enough creators was not admitted because <see cref="BurstOptions.KeysMax"/> was reached.</summary>
    public long Refused => _limits.Refused;

    /// <summary>Keys forgotten after 35 days without an event.</summary>
    public long Forgotten => _limits.Forgotten;

    /// <summary>Waiting keys displaced by others, because <see cref="BurstOptions.WaitingMax"/> was reached.</summary>
    public long Displaced => _waiting.Displaced;

    /// <summary>Bytes held for admitted keys, spare rows and index included.</summary>
    public long KeyBytes => _keys.Bytes;

    /// <summary>Takes a closed minute and tests what it changed.</summary>
    /// <param name="minute">Minutes since 1970, after the last one.</param>
    /// <param name="keys">The minute's keys in strictly rising order.</param>
    /// <returns>Reports in order of key, valid until the next call: every key of this minute with a p up to
    /// <see cref="BurstOptions.ReportedP"/>, and every followed one.</returns>
    /// <exception cref="ArgumentException">Time does not go on, keys are not in order, or a count is out of range; nothing
    /// has changed then.</exception>
    /// <remarks>A key that is neither seen nor followed is not tested, though it counts in <see cref="Tests"/>: its windows
    /// can only have lost counts since it was last seen above <see cref="BurstOptions.FollowedP"/>. Leaving out such a p
    /// can only raise the q-values of others.</remarks>
    public ReadOnlySpan<BurstReport> Tick(int minute, ReadOnlySpan<KeyMinute> keys)
    {
        long total = Validate(minute, keys);
        _reportCount = 0;
        int quarter = _volume.LastMinute / 360;
        int hours = _volume.Advance(minute);
        if (hours > 0)
        {
            _volume.Dispersion = _dispersions.OfVolume;
            _dispersions.Forget(_volume.Decay.OverHours(hours));
        }

        if (minute / 360 != quarter) Maintain(minute);
        _volume.Add(total);
        _ring = RingPlace.Of(minute);
        bool isSilent = minute - _volume.FirstMinute < _options.SilentDays * 1440;

        const int Ahead = 8;
        for (int i = 0; i < keys.Length; i++)
        {
            if (i + (2 * Ahead) < keys.Length) _keys.PrefetchSlot(keys[i + (2 * Ahead)].Key);
            if (i + Ahead < keys.Length) _keys.PrefetchRow(keys[i + Ahead].Key);
            int row = Row(minute, keys[i]);
            if (row < 0) continue;
            ref KeyState key = ref _keys[row].State;
            ref KeyWindows windows = ref _keys[row].Windows;
            _baselines.Advance(ref key, ref windows, minute);
            Count(ref windows, keys[i]);
            if (!isSilent) Test(row, ref key, ref windows, minute);
        }

        TestFollowed(minute);
        _tested = isSilent ? 0 : _keys.Count;
        Span<BurstReport> reports = _reports.AsSpan(0, _reportCount);
        reports.Sort(static (a, b) => a.Key.CompareTo(b.Key));
        return reports;
    }

    /// <summary>The smallest count in an hour that would be significant for a key with this hourly rate.</summary>
    /// <param name="perHour">Expected count in an hour, above 0.</param>
    /// <param name="q">Level of false discovery, for a single burst among all keys of the cell.</param>
    public double SmallestDetectable(double perHour, double q)
    {
        double dispersion = _dispersions.Of(0, DispersionTable.ClassOf(perHour)), level = q / (Math.Max(1, _keys.Count) * (double)Scales.Count);
        return CountQuantile.Significant(Math.Max(level, 1e-300), perHour, dispersion);
    }

    private int Row(int minute, in KeyMinute seen)
    {
        int row = _keys.Find(seen.Key);
        if (row >= 0) return row;
        if (!_waiting.Note(minute, seen)) return -1;
        if (!_keys.IsFull) return _keys.Add(seen.Key, minute);
        _limits.Refused++;
        return -1;
    }

    private void Count(ref KeyWindows windows, in KeyMinute seen)
    {
        uint count = (uint)Math.Min(seen.Creators, uint.MaxValue);
        AddTo(ref windows.Fives[_ring.Five], count);
        AddTo(ref windows.Hours[_ring.Hour], count);
        AddTo(ref windows.Quarters[_ring.Quarter], count);
        windows.Plain += count;
        windows.Authentic += (float)(seen.WeightMicros * 1e-6);
    }

    private static void AddTo(ref uint bin, uint count) => bin = uint.MaxValue - bin < count ? uint.MaxValue : bin + count;

    private void TestFollowed(int minute)
    {
        int kept = 0;
        for (int i = 0; i < _followedCount; i++)
        {
            int row = _followed[i];
            ref KeyState key = ref _keys[row].State;
            if (key.FollowedUntil < minute)
            {
                key.FollowedUntil = 0;
                continue;
            }

            _followed[kept++] = row;
            if (key.LastMinute == minute) continue; // seen, and reported by that
            ref KeyWindows windows = ref _keys[row].Windows;
            _baselines.Advance(ref key, ref windows, minute);
            Test(row, ref key, ref windows, minute);
        }

        _followedCount = kept;
    }

    private void Test(int row, ref KeyState key, ref KeyWindows windows, int minute)
    {
        if (key.JudgedHour != minute / 60) _baselines.Judge(ref key, windows, minute);
        bool isFollowed = key.FollowedUntil >= minute;
        PerScale<double> counts = default, means = default, dispersions = default;
        windows.Count(_ring, ref counts);
        int unusual = 0;
        double largest = 0;
        for (int scale = 0; scale < Scales.Count; scale++)
        {
            double count = counts[scale], mean = key.Share * _volume.Volume(scale, count, key.Share);
            double dispersion = key.Dispersions[Math.Max(0, scale - 2)] + (mean * (key.Error + _volume.VolumeError(scale)));
            (means[scale], dispersions[scale]) = (mean, dispersion);
            if (scale < _firstScale || count < _countMin) continue;
            double variances = ScreenedTail.Variances(count - mean, mean, dispersion);
            if (variances > 0) unusual++;
            largest = Math.Max(largest, variances);
        }

        if (isFollowed || !_mayScreen || !ScreenedTail.AreUsual(unusual, largest)) TestScales(row, ref key, windows, counts, means, dispersions, minute);
    }

    private void TestScales(
        int row, ref KeyState key, in KeyWindows windows, in PerScale<double> counts, in PerScale<double> means, in PerScale<double> dispersions, int minute)
    {
        PerScale<WindowTest> tests = default;
        int strongest = _firstScale;
        double inverses = 0;
        for (int scale = 0; scale < Scales.Count; scale++)
        {
            double count = counts[scale], mean = means[scale], dispersion = dispersions[scale];
            bool isTested = scale >= _firstScale && count > mean && mean > 0 && count >= _countMin;
            tests[scale] = isTested
                ? new WindowTest((long)count, mean, dispersion, ScreenedTail.MidP(count, mean, dispersion))
                : new WindowTest((long)count, mean, 1, 1);
            if (isTested) inverses += 1 / tests[scale].P;
            if (tests[scale].P < tests[strongest].P) strongest = scale;
        }

        bool isFollowed = key.FollowedUntil >= minute;
        if (inverses < _inversesMin && !isFollowed) return;
        double p = _combination.Of(tests);
        if (p > _options.ReportedP && !isFollowed) return;
        if (p <= _options.FollowedP) Follow(row, ref key, minute);
        Report(key, windows, tests, strongest, p);
    }

    private void Follow(int row, ref KeyState key, int minute)
    {
        bool isNew = key.FollowedUntil == 0;
        key.FollowedUntil = minute + _options.FollowMinutes;
        if (!isNew) return;
        if (_followedCount == _followed.Length) Array.Resize(ref _followed, _followed.Length * 2);
        _followed[_followedCount++] = row;
    }

    private void Report(in KeyState key, in KeyWindows windows, in PerScale<WindowTest> tests, int strongest, double p)
    {
        if (_reportCount == _reports.Length) Array.Resize(ref _reports, _reports.Length * 2);
        WindowTest best = tests[strongest];
        double authentic = windows.Plain > 0 ? Math.Clamp(windows.Authentic / windows.Plain, 0, 1) : 1;
        _reports[_reportCount++] = new BurstReport
        {
            Key = key.Key,
            P = p,
            Strongest = (Scale)strongest,
            Windows = tests,
            RatioLow = RateRatio.Lower(best.Count, best.Expected, best.Dispersion),
            AuthenticShare = authentic,
            AuthenticP = best.Expected > 0 ? ScreenedTail.MidP(Math.Round(best.Count * authentic), best.Expected, best.Dispersion) : 1,
            BaselineDays = _volume.MeanPerHour > 0 ? key.Exposure / (24 * _volume.MeanPerHour) : 0,
        };
    }

    /// <summary>Every quarter of a day: keys unseen for long are forgotten, and the prior is fitted anew.</summary>
    private void Maintain(int minute)
    {
        for (int row = 0; row < _keys.Rows; row++)
        {
            ref KeyState key = ref _keys[row].State;
            if (key.LastMinute == 0 || minute - key.LastMinute < CellVolume.KeepDays * 1440) continue;
            _keys.Remove(row);
            _limits.Forgotten++;
        }

        int kept = 0;
        for (int i = 0; i < _followedCount; i++)
        {
            if (_keys[_followed[i]].State.FollowedUntil > 0) _followed[kept++] = _followed[i];
        }

        _followedCount = kept;
        _baselines.Prior = RatePrior.Fit(_keys, 12 * _volume.MeanPerHour);
    }

    private long Validate(int minute, ReadOnlySpan<KeyMinute> keys)
    {
        if (minute <= _volume.LastMinute || minute > int.MaxValue / 2)
            throw new ArgumentException($"minute {minute} does not follow {_volume.LastMinute}: ticks are given in order of time", nameof(minute));
        long total = 0; // at most 2^31 keys of 2^32 - 1: below 2^63
        for (int i = 0; i < keys.Length; i++)
        {
            ref readonly KeyMinute seen = ref keys[i];
            if (i > 0 && keys[i - 1].Key >= seen.Key)
                throw new ArgumentException($"key {i} is not above the one before: keys are given once, in rising order", nameof(keys));
            if (seen.Creators < 1 || seen.WeightMicros < 0)
                throw new ArgumentException($"key {i} has {seen.Creators} creators and a weight of {seen.WeightMicros}; at least 1 and 0 are needed", nameof(keys));
            total += Math.Min(seen.Creators, uint.MaxValue);
        }

        return Math.Min(total, 1L << 52);
    }
}
