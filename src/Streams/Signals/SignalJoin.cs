using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Houle.Avro.Binary;
using Houle.Detection.Bursts;
using Houle.Events;
using Houle.Streams.Detect;
using Houle.Streams.Log;
using Houle.Streams.Topology;
using Houle.Streams.Windows;
using Stream = Houle.Events.Stream;

namespace Houle.Streams.Signals;

/// <summary>Joins the streams of a Detect task's cities: takes their closed minutes, and says what they come to once all of them
/// have closed one (docs/decisions/signals.md).</summary>
internal sealed class SignalJoin
{
    private const int CellBytesMax = 64; // as the schema says

    private readonly SignalOptions _options;
    private readonly DetectionOptions _detection;
    private readonly SignalFinder _finder;
    private readonly SignalWriter _writer;
    private readonly int _partition;
    private readonly List<City> _cities = [];
    private readonly HashSet<string> _offering; // cities that are near another one with stores
    private readonly Dictionary<string, int> _numbers; // of cities; -1 for one that has not spoken yet
    private readonly ShelfMinutes _open = new();
    private readonly CarriedMinutes _carried = new();
    private readonly List<(ulong Product, long People)> _found = [];
    private readonly List<ShelfMinute> _closed = [];
    private readonly Action<City, List<int>?> _look;
    private CommitBatch? _commit;
    private int _announced;

    public SignalJoin(TopologyOptions topology, int partition)
    {
        (_options, _detection, _partition) = (topology.Joined!, topology.WithPeople!, partition);
        _numbers = _options.Cities.ToDictionary(city => city, _ => -1, StringComparer.Ordinal);
        _writer = new SignalWriter(topology);
        _finder = new SignalFinder(_options, _detection);
        _offering = _options.Near.Values.SelectMany(near => near).ToHashSet(StringComparer.Ordinal);
        _look = Look;
    }

    public IReadOnlyList<City> Cities => _cities;

    public long StateBytes
    {
        get
        {
            long bytes = 0;
            foreach (City city in _cities) bytes += city.StateBytes;
            return bytes;
        }
    }

    public long LowestOffset(long next) => _carried.LowestOffset(_open.LowestOffset(next));

    /// <summary>Takes a block of shelves; one of a closed minute is wrong, unless it is read again.</summary>
    public void Take(ReadOnlySpan<byte> body, long offset, Watermarks watermarks, bool replay)
    {
        long minuteMs = ShelfMinutes.MinuteOf(body);
        if (!Minutes.IsClosed(minuteMs, watermarks.GraceMs(Stream.Sales), watermarks.Of(Stream.Sales))) _open.Add(minuteMs, body, offset);
        else if (!replay) throw new InvalidDataException($"offset {offset} of {TopicNames.Activity} has shelves of a minute that sales had closed");
    }

    /// <summary>Takes a block of who named which product with what.</summary>
    public void TakeCarried(ReadOnlySpan<byte> body, long offset, Watermarks watermarks, bool replay) => _carried.Take(body, offset, watermarks, replay);

    /// <summary>Social has closed minutes, and each of them has gone through <see cref="Swell"/>.</summary>
    public void CloseCarried(Watermarks watermarks) => _carried.PassTo(watermarks);

    /// <summary>Sales have closed minutes.</summary>
    public void CloseShelves(Watermarks watermarks)
    {
        while (_open.TryClose(watermarks.GraceMs(Stream.Sales), watermarks.Of(Stream.Sales), out long minuteMs, _closed))
        {
            int minute = (int)(minuteMs / Minutes.LengthMs);
            for (int start = 0; start < _closed.Count;)
            {
                int end = start + 1;
                while (end < _closed.Count && _closed[end].Cell.AsSpan().SequenceEqual(_closed[start].Cell)) end++;
                if (CityOf(_closed[start].Cell) is { } city && city.Begin(Stream.Sales, minute))
                {
                    for (int i = start; i < end; i++) city.Sell(minute, _closed[i]);
                }

                start = end;
            }
        }
    }

    /// <summary>A block of counts has closed: takes what it says of products and doors.</summary>
    public void Close(WindowTable table, int group)
    {
        GroupKey key = table.Group(group).Key;
        if (key.Level != CellLevel.City || (key.Stream == Stream.Social && key.IsCorrection) || !IsCounted(key.Stream)) return;
        if (CityOf(table.Cells[key.Cell]) is not { } city) return;
        int minute = (int)(key.ClosesWithMs / Minutes.LengthMs);
        if (!city.Begin(key.Stream, minute)) return;
        EntityKind wanted = key.Stream == Stream.FootTraffic ? EntityKind.Store : EntityKind.Product;
        for (int row = table.Group(group).FirstEntity; row >= 0; row = table.Entity(row).Next)
        {
            if (table.Entity(row).Kind != wanted) continue;
            ReadOnlySpan<byte> name = table.Names[table.Entity(row).Name];
            Sums sums = table.SumsOf(row);
            if (key.Stream == Stream.FootTraffic) city.Visit(minute, name, sums.A);
            else if (key.Stream == Stream.Intents) city.Intend(minute, name, sums.Count, sums.Unnamed, table.PeopleOf(row));
            else city.Say(minute, name, sums.Count, sums.AuthenticWeight);
        }
    }

    /// <summary>A tick of a cell's burst detector: notes the products that an alert could open on, and those that are carried by what an
    /// alert could open on.</summary>
    public void Swell(DetectedCell cell, int minute, ReadOnlySpan<BurstReport> reports)
    {
        if (cell.Level != CellLevel.City || CityOf(cell.Name) is not { } city || !city.Begin(Stream.Social, minute)) return;
        city.Carrying.Take(minute, cell.Watched, _carried.Table, _carried.Of(cell.Name, minute));
        double p = Math.Max(_detection.Bursts.FollowedP, _detection.Q * reports.Length / Math.Max(1, cell.Detector.Tests));
        for (int i = 0; i < reports.Length; i++)
        {
            ReportedKey key = cell.Reported[i];
            if (reports[i].P > p) continue;
            int first = HourSum.FirstMinute(minute);
            if (key.Kind == EntityKind.Product) city.Swell(minute, key.Name, key.People.IsUnnamedSince(first) ? -1 : key.People.Since(first));
            else if (Carrying.Carries(key.Kind)) Carry(city, minute, key);
        }
    }

    private void Carry(City city, int minute, ReportedKey key)
    {
        long of = key.People.Since(Carrying.FirstMinute(minute));
        city.Carrying.Find(key.Key, minute, of, _detection.PeopleMin, _found);
        foreach ((ulong product, long people) in _found) city.Carry(minute, key.Key, key.Kind, key.Name, product, people, of);
    }

    /// <summary>Passes on to the minute that all streams have reached, and says so.</summary>
    /// <param name="commit">Null when it is read again.</param>
    /// <returns>True when that was new.</returns>
    public bool PassTo(Watermarks watermarks, CommitBatch? commit)
    {
        int until = FirstOpen(watermarks);
        if (until <= _announced) return false;
        _announced = until;
        _commit = commit;
        foreach (City city in _cities) city.PassTo(until, _look);
        _commit = null;
        if (commit is null) return true;
        ByteBuffer to = commit.Begin(new TopicPartition(TopicNames.Candidates, 0), CommitBatch.StampAtCommit, default);
        new StreamTime { Stream = Stream.Sales, SourcePartition = _partition, ReachedMs = until * Minutes.LengthMs }.WriteSingleObject(to);
        commit.End();
        return true;
    }

    /// <summary>The stream times are as they were: what they close has been announced.</summary>
    public void Restored(Watermarks watermarks) => _announced = FirstOpen(watermarks);

    public void WritePart(int part, ByteBuffer to)
    {
        AvroWriter writer = new(to);
        writer.WriteBytes(default); // no burst detector's cell has an empty name
        writer.WriteBytes(_cities[part].Name);
        _cities[part].Write(to);
    }

    /// <returns>False when the part is not of this kind.</returns>
    public static bool IsPart(ReadOnlySpan<byte> part) => new AvroReader(part).ReadBytes().IsEmpty;

    public void ReadPart(ReadOnlySpan<byte> part)
    {
        AvroReader from = new(part);
        from.ReadBytes();
        if (CityOf(from.ReadBytes()) is not { } known) return; // it has no stores any more
        City city = new([.. known.Name], _options, known.Offers); // a part may come twice: the later one counts
        StateReader state = new(part[from.Position..]);
        city.Read(ref state);
        _cities[_cities.IndexOf(known)] = city;
    }

    private void Look(City city, List<int>? products)
    {
        _finder.Look(city, products, found => _writer.Write(found, _commit));
        if (_finder.Spare.Found.Count > 0) _writer.Write(city, _finder.Spare.Found, _commit);
    }

    /// <summary>Whether counts of the stream are taken; those of sales come by the shelf.</summary>
    private bool IsCounted(Stream stream) => stream == Stream.Social || (stream != Stream.Sales && _options.Streams.Contains(stream));

    private int FirstOpen(Watermarks watermarks)
    {
        long first = watermarks.Of(Stream.Social) == Watermarks.None ? 0 : Minutes.FirstOpen(watermarks.GraceMs(Stream.Social), watermarks.Of(Stream.Social));
        long joined = first;
        foreach (Stream stream in _options.Streams)
            joined = Math.Min(joined, watermarks.Of(stream) == Watermarks.None ? 0 : Minutes.FirstOpen(watermarks.GraceMs(stream), watermarks.Of(stream)));
        return (int)Math.Max(joined, first - _options.WaitMinutesMax);
    }

    private City? CityOf(ReadOnlySpan<byte> cell)
    {
        if (cell.Length > CellBytesMax) return null;
        Span<char> name = stackalloc char[CellBytesMax];
        name = name[..Encoding.UTF8.GetChars(cell, name)];
        ref int number = ref CollectionsMarshal.GetValueRefOrNullRef(_numbers.GetAlternateLookup<ReadOnlySpan<char>>(), name);
        if (Unsafe.IsNullRef(ref number)) return null;
        if (number < 0)
        {
            number = _cities.Count;
            _cities.Add(new City(cell.ToArray(), _options, _offering.Contains(name.ToString())));
        }

        return _cities[number];
    }
}
