using System.Runtime.InteropServices;
using System.Text;
using Houle.Detection.Bursts;
using Houle.Ingest;
using Houle.Ingest.Merge;
using Houle.Streams.Hashing;

namespace Houle.Commands.Detect;

/// <summary>Plays sorted rows through one detector per city and one selection over all of them.</summary>
internal sealed class BurstScan(BurstOptions options, SelectorOptions select, IFlagWriter writer)
{
    /// <summary>Cities at most: each holds about 20 KiB beside its keys.</summary>
    private const int CitiesMax = 50_000;

    /// <summary>Keys of a city within one minute at most, some 100 bytes each: four times as many as it may keep.</summary>
    private const int MinuteKeysMax = 1 << 22;

    private readonly Dictionary<ulong, int> _cityNumbers = [];
    private readonly List<City> _cities = [];
    private readonly List<int> _touched = [];
    private readonly AlertSelector _selector = new(select);

    public int Cities => _cities.Count;

    public long Keys => _cities.Sum(city => (long)city.Detector.Keys);

    public long Minutes { get; private set; }

    public long Flags { get; private set; }

    public long Alerts { get; private set; }

    /// <summary>Cities whose baseline was still learning at the end.</summary>
    public int Learning => _cities.Count(city => city.Detector.IsLearning);

    /// <summary>Key updates refused because a city held as many as it may.</summary>
    public long Refused => _cities.Sum(city => city.Detector.Refused);

    /// <summary>Keys that gave their place to others before enough creators used them.</summary>
    public long Displaced => _cities.Sum(city => city.Detector.Displaced);

    public void Run(ISortedRows rows, CancellationToken cancel)
    {
        long minute = -1;
        while (rows.Next(out long at, out ReadOnlySpan<byte> row))
        {
            if (at != minute)
            {
                if (minute >= 0) Close((int)minute);
                minute = at;
                cancel.ThrowIfCancellationRequested();
            }

            long count = BurstRows.Parts(row, out ReadOnlySpan<byte> city, out ReadOnlySpan<byte> kind, out ReadOnlySpan<byte> entity);
            int number = CityNumber(city);
            City held = _cities[number];
            if (!held.IsTouched) _touched.Add(number);
            held.IsTouched = true;
            if (count > 0) held.Add(kind, entity, count);
        }

        if (minute >= 0) Close((int)minute);
    }

    private int CityNumber(ReadOnlySpan<byte> name)
    {
        ulong hash = Hash64.Of(name);
        if (_cityNumbers.TryGetValue(hash, out int number)) return number;
        if (_cities.Count == CitiesMax) throw new IngestException($"more than {CitiesMax:#,0} cities; split the file by city");
        _cities.Add(new City(Encoding.UTF8.GetString(name), options));
        return _cityNumbers[hash] = _cities.Count - 1;
    }

    private void Close(int minute)
    {
        _selector.Begin(minute);
        _touched.Sort();
        foreach (int number in _touched)
        {
            City city = _cities[number];
            ReadOnlySpan<BurstReport> reports = city.Close(minute);
            _selector.Add(number, city.Detector.Tests, !city.Detector.IsLearning, reports);
        }

        Minutes++;
        foreach (TrendOutcome outcome in _selector.End())
        {
            if (!outcome.IsFlagged) continue;
            City city = _cities[outcome.Cell];
            (string kind, string entity) = city.NameOf(outcome.Key);
            string phase = outcome.Trend.IsOpen ? outcome.Trend.Phase.ToString().ToLowerInvariant()
                : city.Detector.IsLearning ? "learning" : "flagged";
            BurstReport report = city.Report(outcome.Index);
            writer.Write(new Flag(minute, city.Name, kind, entity, report.Best.Count, report.Best.Expected, report.P, outcome.Q, phase));
            Flags++;
            if (outcome.HasOpened) Alerts++;
        }

        foreach (int number in _touched) _cities[number].IsTouched = false;
        _touched.Clear();
    }

    /// <summary>A city's open minute, its detector and the names of the keys that it reports now: a key that is reported without being
    /// seen is followed, and was reported the tick before.</summary>
    private sealed class City(string name, BurstOptions options)
    {
        private readonly Dictionary<ulong, Seen> _minute = [];
        private Dictionary<ulong, (string Kind, string Entity)> _names = [], _namesBefore = [];
        private KeyMinute[] _keys = new KeyMinute[16];
        private BurstReport[] _reports = [];

        public string Name { get; } = name;

        public CellDetector Detector { get; } = new(options);

        public bool IsTouched { get; set; }

        public void Add(ReadOnlySpan<byte> kind, ReadOnlySpan<byte> entity, long count)
        {
            ulong key = Hash64.Of(entity, Hash64.Of(kind));
            ref Seen seen = ref CollectionsMarshal.GetValueRefOrAddDefault(_minute, key, out bool exists);
            if (!exists)
            {
                if (_minute.Count > MinuteKeysMax)
                    throw new IngestException($"{Name} has more than {MinuteKeysMax:#,0} keys in one minute; split the file by kind, or leave out keys of one count");
                seen = new Seen(0, kind.ToArray(), entity.ToArray());
            }

            seen.Count = Math.Min(BurstRows.CountMax, seen.Count + count);
        }

        public ReadOnlySpan<BurstReport> Close(int minute)
        {
            if (_keys.Length < _minute.Count) _keys = new KeyMinute[_minute.Count * 2];
            int count = 0;
            foreach ((ulong key, Seen seen) in _minute) _keys[count++] = new KeyMinute(key, seen.Count, seen.Count * 1_000_000);
            Span<KeyMinute> keys = _keys.AsSpan(0, count);
            keys.Sort(static (a, b) => a.Key.CompareTo(b.Key));
            ReadOnlySpan<BurstReport> reports = Detector.Tick(minute, keys);
            if (_reports.Length < reports.Length) _reports = new BurstReport[reports.Length * 2];
            reports.CopyTo(_reports);
            (_names, _namesBefore) = (_namesBefore, _names);
            _names.Clear();
            foreach (ref readonly BurstReport report in reports)
            {
                _names[report.Key] = _namesBefore.TryGetValue(report.Key, out (string, string) name) ? name
                    : _minute.TryGetValue(report.Key, out Seen seen) ? (Encoding.UTF8.GetString(seen.Kind), Encoding.UTF8.GetString(seen.Entity))
                    : throw new InvalidOperationException($"key {report.Key:x16} of {Name} is reported at minute {minute} without having been seen");
            }

            _minute.Clear();
            return reports;
        }

        public BurstReport Report(int index) => _reports[index];

        public (string Kind, string Entity) NameOf(ulong key) => _names[key];

        private record struct Seen(long Count, byte[] Kind, byte[] Entity);
    }
}
