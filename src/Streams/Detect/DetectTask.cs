using Houle.Avro.Binary;
using Houle.Events;
using Houle.Streams.Log;
using Houle.Streams.Runtime;
using Houle.Streams.Topology;
using Houle.Streams.Windows;
using Stream = Houle.Events.Stream;

namespace Houle.Streams.Detect;

/// <summary>The second stage: adds up the blocks of one partition of houle.activity and writes each cell's minute once,
/// when its stream's watermark has passed the minute's end and grace.</summary>
/// <remarks>Open windows are not written to a changelog: after a restart the task reads houle.activity again from the
/// lowest offset that an open window came from, and skips what had closed. Refuses records that are not ours: nobody
/// else writes to this topic.</remarks>
public sealed class DetectTask : IStreamTask
{
    public const string GroupName = "detect";

    private static readonly Stream[] AllStreams = Enum.GetValues<Stream>();
    private static readonly int EntityKinds = Enum.GetValues<EntityKind>().Length;
    private static readonly int CellLevels = Enum.GetValues<CellLevel>().Length;

    private readonly TopologyOptions _options;
    private readonly Watermarks _watermarks;
    private readonly OpenWindows _open;
    private readonly EntityCap _cap;
    private readonly EntityUpdates _updates;
    private readonly TopicPartition _changelog;
    private readonly EntityOrder _order = new();
    private bool _timesChanged;
    private long _changelogLast = -1;

    public DetectTask(TopologyOptions options, int partition)
    {
        _options = options;
        Source = new TopicPartition(TopicNames.Activity, partition);
        _changelog = new TopicPartition(TopicNames.DetectChangelog, partition);
        _watermarks = new Watermarks(options.Streams);
        _open = new OpenWindows(options.CountsOnly);
        _cap = new EntityCap(options.WindowEntitiesMax);
        _updates = new EntityUpdates(_open.Table, _cap);
    }

    public string Group => GroupName;

    public TopicPartition Source { get; }

    public long NextOffset { get; private set; }

    public long? StreamTimeMs => null;

    public bool CommitSoon { get; private set; }

    public int PendingRows => 0;

    /// <summary>Blocks and corrections that are open now.</summary>
    public int OpenGroups => _open.Table.GroupCount;

    public Watermarks Watermarks => _watermarks;

    public void Restore(ILog log)
    {
        RestoreStreamTimes(log);
        GroupPosition? position = log.Position(Group, Source);
        long next = position?.Next ?? log.Range(Source).Start;
        log.Scan(Source, new OffsetRange(position?.Low ?? next, next), (scoped in RecordView record) =>
        {
            if (IsBlock(record, out ReadOnlySpan<byte> body)) Fold(body, record.Offset, replay: true);
        });
        NextOffset = next;
    }

    public void Process(RecordBatch batch, CommitBatch commit)
    {
        for (int i = 0; i < batch.Count; i++)
        {
            RecordView record = batch[i];
            NextOffset = record.Offset + 1;
            if (IsBlock(record, out ReadOnlySpan<byte> body)) Fold(body, record.Offset, replay: false);
            else Advance(StreamTime.Read(body), commit);
        }
    }

    public void Flush(CommitBatch commit)
    {
        CommitSoon = false;
        if (_timesChanged) WriteStreamTimes(commit);
        _timesChanged = false;
        commit.SetPosition(Group, Source, new GroupPosition(NextOffset, _open.LowestOffset(NextOffset)));
    }

    public void Committed(CommitBatch commit) => _changelogLast = commit.LastOffset(_changelog) ?? _changelogLast;

    public void SkipTo(long offset) => NextOffset = offset;

    private bool IsBlock(in RecordView record, out ReadOnlySpan<byte> body)
    {
        if (SingleObject.TryReadFingerprint(record.Value, out ulong fingerprint))
        {
            body = SingleObject.Body(record.Value);
            if (fingerprint == ActivityBlock.Fingerprint) return true;
            if (fingerprint == StreamTime.Fingerprint) return false;
        }

        throw new InvalidDataException(
            $"{Source} offset {record.Offset} is no record of Houle's: only Observe may write to {TopicNames.Activity}");
    }

    /// <summary>Adds a block to its window. Reads it field by field in schema order, entities as they come: the generated
    /// view would go over them twice, and half of a mention's cost is here.</summary>
    private void Fold(scoped ReadOnlySpan<byte> body, long offset, bool replay)
    {
        AvroReader reader = new(body);
        GroupKey key = ReadKey(ref reader);
        if (Minutes.IsClosed(key.ClosesWithMs, _watermarks.GraceMs(key.Stream), _watermarks.Of(key.Stream)))
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
        return new GroupKey(stream, level, shard, cell, windowStartMs, lateInMs);
    }

    private void Advance(scoped in StreamTime time, CommitBatch commit)
    {
        _timesChanged = true;
        if (!_watermarks.Advance(time.Stream, time.SourcePartition, time.ReachedMs)) return;
        _updates.Flush();
        long watermark = _watermarks.Of(time.Stream);
        while (_open.NextClosed(time.Stream, _watermarks.GraceMs(time.Stream), watermark) is { } groups)
        {
            foreach (int group in groups) Emit(group, commit);
            _open.RemoveFirst(time.Stream);
            CommitSoon = true;
        }
    }

    private void Emit(int group, CommitBatch commit)
    {
        WindowTable table = _open.Table;
        _cap.Cut(table, group);
        ReadOnlySpan<byte> cell = table.Cells[table.Group(group).Key.Cell];
        TopicPartition to = new(TopicNames.CityWindows, Partitioner.Of(cell, _options.ResultPartitions));
        ByteBuffer value = commit.Begin(to, CommitBatch.StampAtCommit, cell);
        BlockWriter.WriteCityWindow(value, table, group, _order.Sort(table, group));
        commit.End();
    }

    /// <summary>Every record of the changelog is whole, so the last one alone counts; it never is behind an earlier one.</summary>
    private void RestoreStreamTimes(ILog log)
    {
        log.ScanLast(_changelog, (scoped in RecordView record) =>
        {
            _changelogLast = record.Offset;
            foreach (KnownStreamTime time in DetectState.Read(SingleObject.Body(record.Value)).StreamTimes)
                _watermarks.Advance(time.Stream, time.SourcePartition, time.StreamTimeMs);
        });
    }

    private void WriteStreamTimes(CommitBatch commit)
    {
        ByteBuffer to = commit.Begin(_changelog, CommitBatch.StampAtCommit, default);
        SingleObject.WriteHeader(to, DetectState.Fingerprint);
        AvroWriter writer = new(to);
        foreach (Stream stream in AllStreams)
        {
            ReadOnlySpan<long> times = _watermarks.StreamTimes(stream);
            for (int partition = 0; partition < times.Length; partition++)
            {
                if (times[partition] == Watermarks.None) continue;
                writer.WriteLong(1); // blocks of one item: their number is not known before
                writer.WriteLong((int)stream);
                writer.WriteLong(partition);
                writer.WriteLong(times[partition]);
            }
        }

        writer.WriteLong(0);
        commit.End();
        if (_changelogLast >= 0) commit.TrimBefore(_changelog, _changelogLast);
    }
}
