using System.Runtime.InteropServices;
using Houle.Avro.Binary;
using Houle.Detection.Bursts;
using Houle.Events;
using Houle.Streams.Log;
using Houle.Streams.Runtime;
using Houle.Streams.Signals;
using Houle.Streams.State;
using Houle.Streams.Topology;
using Houle.Streams.Windows;
using Stream = Houle.Events.Stream;

namespace Houle.Streams.Detect;

/// <summary>The second stage: adds up the blocks of one partition of houle.activity and writes each cell's minute once,
/// when its stream's watermark has passed the minute's end and grace; social minutes then go through their cell's burst
/// detector, whose reports go to houle.candidates.</summary>
/// <remarks>Open windows are not written to a changelog: after a restart the task loads its last checkpoint, reads houle.activity
/// again from the lowest offset that was then needed, skips what had closed, and writes nothing until it is past its last
/// commit. Refuses records that are not ours: nobody else writes to this topic.</remarks>
public sealed partial class DetectTask : IStandbyTask, ICheckpointed
{
    public const string GroupName = "detect";

    private const int BytesPerOpenEntity = 128;

    private static readonly Stream[] AllStreams = Enum.GetValues<Stream>();
    private static readonly int EntityKinds = Enum.GetValues<EntityKind>().Length;
    private static readonly int CellLevels = Enum.GetValues<CellLevel>().Length;

    private readonly TopologyOptions _options;
    private readonly Watermarks _watermarks;
    private readonly OpenWindows _open;
    private readonly EntityCap _cap;
    private readonly EntityUpdates _updates;
    private readonly BlockFormats _formats = new();
    private readonly TopicPartition _changelog;
    private readonly EntityOrder _order = new();
    private readonly Detections? _detections;
    private readonly CandidateWriter? _candidates;
    private readonly SignalJoin? _signals;
    private readonly Checkpoints _checkpoints;
    private long _announcedMinute = long.MinValue;
    private bool _timesChanged;
    private long _changelogLast = -1;
    private RecordBatch? _following; // null but in a standby that has loaded a checkpoint

    public DetectTask(TopologyOptions options, int partition)
    {
        _options = options;
        Source = new TopicPartition(TopicNames.Activity, partition);
        _changelog = new TopicPartition(TopicNames.DetectChangelog, partition);
        _watermarks = new Watermarks(options.Streams);
        _open = new OpenWindows(options.CountsOnly, options.ShardsAboveCity);
        _cap = new EntityCap(options.WindowEntitiesMax);
        _updates = new EntityUpdates(_open.Table, _cap);
        DetectionOptions? detection = options.WithPeople;
        _detections = detection is null ? null : new Detections(detection);
        _candidates = detection is null ? null : new CandidateWriter(detection, partition);
        _signals = options.Joined is null ? null : new SignalJoin(options, partition);
        _checkpoints = new Checkpoints(_changelog, this) { RoundBytesMin = detection?.CheckpointBytesMin ?? 1 };
    }

    public string Group => GroupName;

    public TopicPartition Source { get; }

    public long NextOffset { get; private set; }

    /// <summary>How far Select may judge as far as it is up to this task; null where nothing waits for it.</summary>
    public long? StreamTimeMs => _candidates is null ? null : _watermarks.Of(Stream.Social);

    public bool CommitSoon { get; private set; }

    public int PendingRows => 0;

    /// <summary>Blocks and corrections that are open now.</summary>
    public int OpenGroups => _open.Table.GroupCount;

    public Watermarks Watermarks => _watermarks;

    /// <summary>Cells whose bursts are watched.</summary>
    public int WatchedCells => _detections?.Cells.Count ?? 0;

    /// <summary>Minutes of cells that no detector watched, because there were too many cells.</summary>
    public long UnwatchedMinutes => _detections?.Unwatched ?? 0;

    /// <summary>Bytes of checkpoints written.</summary>
    public long CheckpointBytes => _checkpoints.WrittenBytes;

    /// <summary>Shelves whose pace and stock are kept.</summary>
    public int Shelves => _signals?.Cities.Sum(city => city.Shelves) ?? 0;

    /// <summary>What was said of shelves and doors for which there was no room.</summary>
    public long ShelvesDropped => _signals?.Cities.Sum(city => city.Dropped) ?? 0;

    /// <summary>Bytes of the detectors' and the cities' state and of open windows, about.</summary>
    public long StateBytes => ((ICheckpointed)this).StateBytes + ((long)BytesPerOpenEntity * _open.Table.EntityCount);

    public void Process(RecordBatch batch, CommitBatch commit)
    {
        for (int i = 0; i < batch.Count; i++)
        {
            RecordView record = batch[i];
            NextOffset = record.Offset + 1;
            Take(record, commit);
        }
    }

    public void Flush(CommitBatch commit)
    {
        CommitSoon = false;
        long low = _open.LowestOffset(_signals?.LowestOffset(NextOffset) ?? NextOffset);
        if (_detections is not null)
        {
            _checkpoints.Write(commit, low);
            low = _checkpoints.Low;
        }
        else if (_timesChanged)
        {
            WriteStreamTimes(commit);
        }

        _timesChanged = false;
        commit.SetPosition(Group, Source, new GroupPosition(NextOffset, low));
    }

    public void Committed(CommitBatch commit)
    {
        _checkpoints.Committed(commit);
        _changelogLast = commit.LastOffset(_changelog) ?? _changelogLast;
    }

    public void SkipTo(long offset) => NextOffset = offset;

    /// <param name="commit">Null when the record is read again: what came of it has been written.</param>
    private void Take(scoped in RecordView record, CommitBatch? commit)
    {
        _checkpoints.Took(record.Value.Length);
        SingleObject.TryReadFingerprint(record.Value, out ulong fingerprint);
        switch (fingerprint)
        {
            case ActivityBlock.Fingerprint:
                Fold(SingleObject.Body(record.Value), record.Offset, replay: commit is null);
                break;
            case ShelfBlock.Fingerprint:
                _signals?.Take(SingleObject.Body(record.Value), record.Offset, _watermarks, replay: commit is null);
                break;
            case CarriedBlock.Fingerprint:
                _signals?.TakeCarried(SingleObject.Body(record.Value), record.Offset, _watermarks, replay: commit is null);
                break;
            case StreamTime.Fingerprint:
                Advance(StreamTime.Read(SingleObject.Body(record.Value)), commit);
                break;
            default:
                throw new InvalidDataException(
                    $"{Source} offset {record.Offset} is no record of Houle's: only Observe may write to {TopicNames.Activity}");
        }
    }

    /// <summary>Adds a block to its window. Reads it field by field in schema order, entities as they come: the generated
    /// view would go over them twice, and half of a mention's cost is here.</summary>
    private void Fold(scoped ReadOnlySpan<byte> body, long offset, bool replay)
    {
        AvroReader reader = new(body);
        GroupKey key = ReadKey(ref reader);
        if (Minutes.IsClosed(key.ClosesWithMs, _watermarks.GraceMs(key.Stream, key.Ordinal), _watermarks.Of(key.Stream, key.Ordinal)))
        {
            if (replay) return;
            throw new InvalidDataException(
                $"{Source} offset {offset} belongs to a minute that its own stream time had closed");
        }

        int group = _open.GetOrAdd(key, offset);
        ref WindowGroup held = ref _open.Table.Group(group);
        Measures.Read(ref reader, out Measures measures);
        held.Totals.Add(BlockReader.SumsOf(measures, key.Stream));
        PeopleReader people = new(measures.PeopleSketch);
        while (people.TryRead(out ulong person)) _open.Table.People.Add(ref held.People, person);
        _formats.Read(ref reader);
        for (long left = reader.ReadBlockCount(out _); left > 0; left = reader.ReadBlockCount(out _))
        {
            for (; left > 0; left--)
                _open.Table.AddLink(group, (EntityKind)reader.ReadIndex(EntityKinds, "an entity kind"), reader.ReadBytes(), reader.ReadBytes());
        }

        for (long left = reader.ReadBlockCount(out _); left > 0; left = reader.ReadBlockCount(out _))
        {
            for (; left > 0; left--) _open.Table.AddSegment(group, reader.ReadBytes(), new PeopleReader(reader.ReadBytes()));
        }

        int entities = 0;
        for (long left = reader.ReadBlockCount(out _); left > 0; left = reader.ReadBlockCount(out _))
        {
            for (; left > 0; left--)
            {
                EntityKind kind = (EntityKind)reader.ReadIndex(EntityKinds, "an entity kind");
                ReadOnlySpan<byte> entity = reader.ReadBytes();
                Measures.Read(ref reader, out measures);
                _updates.Add(group, kind, entity, BlockReader.SumsOf(measures, key.Stream));
                people = new PeopleReader(measures.PeopleSketch);
                while (people.TryRead(out ulong person)) _updates.AddPerson(person);
                while (_formats.TryTake(entities, out int format, out int events)) _updates.AddFormat(format, events);
                entities++;
            }
        }
    }

    private GroupKey ReadKey(scoped ref AvroReader reader)
    {
        Stream stream = (Stream)reader.ReadIndex(AllStreams.Length, "a stream");
        int cell = _open.Table.Cells.Intern(reader.ReadBytes());
        CellLevel level = (CellLevel)reader.ReadIndex(CellLevels, "a level");
        short shard = (short)reader.ReadInt();
        long windowStartMs = reader.ReadLong();
        long lateInMs = reader.ReadIndex(2, "a branch of late_in") == 0 ? GroupKey.OnTime : reader.ReadLong();
        int ordinal = reader.ReadIndex(Watermarks.OrdinalsMax, "a number of a stream");
        return new GroupKey(stream, level, shard, cell, windowStartMs, lateInMs, (byte)ordinal);
    }

    private void Advance(scoped in StreamTime time, CommitBatch? commit)
    {
        _timesChanged = true;
        if (!_watermarks.Advance(time.Stream, time.Ordinal, time.SourcePartition, time.ReachedMs)) return;
        _updates.Flush();
        long watermark = _watermarks.Of(time.Stream, time.Ordinal);
        while (_open.NextClosed(time.Stream, time.Ordinal, _watermarks.GraceMs(time.Stream, time.Ordinal), watermark) is { } groups)
        {
            CollectionsMarshal.AsSpan(groups).Sort(new ByCell(_open.Table));
            foreach (int group in groups) Close(group, commit);
            _open.RemoveFirst(time.Stream, time.Ordinal);
            CommitSoon = true;
        }

        if (time.Ordinal != 0) return;
        if (time.Stream == Stream.Sales) _signals?.CloseShelves(_watermarks);
        if (time.Stream == Stream.Social) _signals?.CloseCarried(_watermarks);
        if (time.Stream == Stream.Social) AnnounceMinutes(Minutes.FirstOpen(_watermarks.GraceMs(Stream.Social), watermark), commit);
        if (_signals?.PassTo(_watermarks, commit) == true) CommitSoon = true;
    }

    private void AnnounceMinutes(long firstOpenMinute, CommitBatch? commit)
    {
        if (_candidates is null || firstOpenMinute <= _announcedMinute) return;
        _announcedMinute = firstOpenMinute;
        if (commit is not null) _candidates.Announce(firstOpenMinute * Minutes.LengthMs, commit);
    }

    private void Close(int group, CommitBatch? commit)
    {
        _cap.Cut(_open.Table, group);
        if (commit is not null) Emit(group, commit);
        ref readonly GroupKey key = ref _open.Table.Group(group).Key;
        if (key.Ordinal != 0) return;
        _signals?.Close(_open.Table, group);
        if (_detections is null || key.Stream != Stream.Social || key.IsCorrection) return;
        if (_detections.Tick(_open.Table, group, out ReadOnlySpan<BurstReport> reports) is not { } cell) return;
        int minute = (int)(key.WindowStartMs / Minutes.LengthMs);
        _signals?.Swell(cell, minute, reports);
        if (commit is not null) _candidates!.Write(cell, minute, reports, commit);
    }

    private void Emit(int group, CommitBatch commit)
    {
        WindowTable table = _open.Table;
        ReadOnlySpan<byte> cell = table.Cells[table.Group(group).Key.Cell];
        TopicPartition to = new(TopicNames.CityWindows, Partitioner.Of(cell, _options.ResultPartitions));
        ByteBuffer value = commit.Begin(to, CommitBatch.StampAtCommit, cell);
        BlockWriter.WriteCityWindow(value, table, group, _order.Sort(table, group));
        commit.End();
    }

    /// <summary>Cells of a minute close in one order, whatever the order in which their counts came.</summary>
    private readonly struct ByCell(WindowTable table) : IComparer<int>
    {
        public int Compare(int x, int y)
        {
            ref readonly GroupKey one = ref table.Group(x).Key;
            ref readonly GroupKey other = ref table.Group(y).Key;
            int order = table.Cells[one.Cell].SequenceCompareTo(table.Cells[other.Cell]);
            return order != 0 ? order : one.Shard.CompareTo(other.Shard);
        }
    }
}
