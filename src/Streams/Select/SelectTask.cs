using Houle.Avro.Binary;
using Houle.Events;
using Houle.Streams.Detect;
using Houle.Streams.Log;
using Houle.Streams.Runtime;
using Houle.Streams.State;
using Houle.Streams.Topology;
using Houle.Streams.Windows;
using Stream = Houle.Events.Stream;

namespace Houle.Streams.Select;

/// <summary>The third stage: reads what every cell's detector found, and judges a minute over all cells once every Detect task
/// has passed it. Opens, updates and closes alerts.</summary>
/// <remarks>Its state is one checkpoint: a restart loads the last one, reads houle.candidates again from there, and writes nothing
/// until it is past its last commit.</remarks>
public sealed class SelectTask : IStreamTask, ICheckpointed
{
    public const string GroupName = "select";

    private const long JoinedPart = -1; // the selection's part begins with a minute

    private static readonly TopicPartition Changelog = new(TopicNames.SelectChangelog, 0);

    private readonly TopologyOptions _options;
    private readonly Watermarks _watermarks;
    private readonly ResultWriter _results;
    private readonly Selection _selection;
    private readonly JoinedAlerts? _joined;
    private readonly Checkpoints _checkpoints;
    private readonly SortedDictionary<int, OpenMinute> _open = [];
    private long _openBytes;
    private readonly long[] _partBytes = new long[2];

    public SelectTask(TopologyOptions options)
    {
        DetectionOptions detection = options.WithPeople ?? throw new ArgumentException("detection is off", nameof(options));
        _options = options;
        // The sources here are the partitions of houle.activity.
        // Social stands for their ticks, sales for their signals: the minutes that all streams have closed.
        _watermarks = new Watermarks([.. new[] { Stream.Social, Stream.Sales }.Select(stream =>
            new StreamOptions { Stream = stream, Topic = TopicNames.Candidates, Partitions = options.ActivityPartitions, GraceMs = 0 })]);
        _results = new ResultWriter(options, detection);
        if (options.Joined is { } signals) _results.Joined = _joined = new JoinedAlerts(signals, detection, _results);
        _selection = new Selection(options, detection, _results);
        _checkpoints = new Checkpoints(Changelog, this) { RoundBytesMin = detection.CheckpointBytesMin };
    }

    public string Group => GroupName;

    public TopicPartition Source { get; } = new(TopicNames.Candidates, 0);

    public long NextOffset { get; private set; }

    public long? StreamTimeMs => _watermarks.Of(Stream.Social);

    public bool CommitSoon { get; private set; }

    public int PendingRows => _open.Count;

    public Waiting Waiting => new(_open.Count, _openBytes);

    /// <summary>Trends open or cooling down.</summary>
    public int Trends => _selection.Trends;

    int ICheckpointed.Parts => _joined is null ? 1 : 2;

    long ICheckpointed.StateBytes => _partBytes.Sum();

    public void Restore(ILog log)
    {
        GroupPosition? position = log.Position(Group, Source);
        PositionLostException.ThrowIf(position, log.Range(Changelog).Count > 0, Group, Source, Changelog);
        long next = position?.Next ?? log.Range(Source).Start;
        long low = position?.Low ?? next;
        _checkpoints.Restore(log, Source, low);
        log.Scan(Source, new OffsetRange(_checkpoints.Low, next), (scoped in RecordView record) => Take(record));
        NextOffset = next;
    }

    public void Process(RecordBatch batch, CommitBatch commit)
    {
        _results.Commit = commit;
        for (int i = 0; i < batch.Count; i++)
        {
            RecordView record = batch[i];
            NextOffset = record.Offset + 1;
            Take(record);
        }

        _results.Commit = null;
    }

    public void Flush(CommitBatch commit)
    {
        CommitSoon = false;
        _checkpoints.Write(commit, _open.Count == 0 ? NextOffset : _open.Values.Min(minute => minute.Offset));
        commit.SetPosition(Group, Source, new GroupPosition(NextOffset, _checkpoints.Low));
    }

    public void Committed(CommitBatch commit) => _checkpoints.Committed(commit);

    public void SkipTo(long offset) => NextOffset = offset;

    void ICheckpointed.WriteHeader(ByteBuffer to)
    {
        AvroWriter writer = new(to);
        foreach (long time in _watermarks.StreamTimes(Stream.Social)) writer.WriteLong(time);
        if (_joined is null) return;
        foreach (long time in _watermarks.StreamTimes(Stream.Sales)) writer.WriteLong(time);
    }

    void ICheckpointed.ReadHeader(ReadOnlySpan<byte> header)
    {
        AvroReader from = new(header);
        for (int partition = 0; partition < _options.ActivityPartitions; partition++)
            _watermarks.Advance(Stream.Social, 0, partition, from.ReadLong());
        for (int partition = 0; partition < _options.ActivityPartitions && from.Position < header.Length; partition++)
            _watermarks.Advance(Stream.Sales, 0, partition, from.ReadLong());
    }

    // Joined alerts come after the selection, whose revisions they hold: they are then never behind it.
    void ICheckpointed.WritePart(int part, ByteBuffer to)
    {
        if (part == 1)
        {
            new AvroWriter(to).WriteLong(JoinedPart);
            _joined!.Write(to);
        }
        else
        {
            _selection.Write(to);
        }

        _partBytes[part] = to.Length;
    }

    void ICheckpointed.ReadPart(ReadOnlySpan<byte> part)
    {
        AvroReader from = new(part);
        if (from.ReadLong() == JoinedPart)
        {
            _joined?.Read(ref from);
            _partBytes[1] = part.Length;
            return;
        }

        _selection.Read(part);
        _partBytes[0] = part.Length;
    }

    private void Take(scoped in RecordView record)
    {
        _checkpoints.Took(record.Value.Length);
        SingleObject.TryReadFingerprint(record.Value, out ulong fingerprint);
        if (fingerprint == CandidateBlock.Fingerprint) Hold(new CandidateTick(SingleObject.Body(record.Value)), record);
        else if (fingerprint == GrowthCandidate.Fingerprint) Hold(new GrowthRecord(SingleObject.Body(record.Value)), record);
        else if (fingerprint == PodCandidate.Fingerprint) Hold(new PodRecord(SingleObject.Body(record.Value)), record);
        else if (fingerprint == Signal.Fingerprint) _joined?.Take(new SignalRecord(SingleObject.Body(record.Value)));
        else if (fingerprint == SpareStock.Fingerprint) _joined?.Take(new SpareRecord(SingleObject.Body(record.Value)));
        else if (fingerprint == StreamTime.Fingerprint) Advance(StreamTime.Read(SingleObject.Body(record.Value)));
        else throw new InvalidDataException($"{Source} offset {record.Offset} is no record of Houle's: only Observe and Detect may write to {TopicNames.Candidates}");
    }

    private void Hold(CandidateTick tick, scoped in RecordView record)
    {
        if (tick.Minute <= _selection.Minute) return; // read again, and judged before the checkpoint
        Open(tick.Minute, record).Ticks.Add(tick);
    }

    private void Hold(GrowthRecord growth, scoped in RecordView record)
    {
        if (growth.Minute >= _selection.CreatorsPassed) Open(growth.Minute, record).Growths.Add(growth); // else read again
    }

    private void Hold(PodRecord page, scoped in RecordView record)
    {
        if (page.Minute >= _selection.CreatorsPassed) Open(page.Minute, record).Pages.Add(page);
    }

    private OpenMinute Open(int minute, scoped in RecordView record)
    {
        if (!_open.TryGetValue(minute, out OpenMinute? open)) _open.Add(minute, open = new OpenMinute(record.Offset));
        open.Bytes += record.Value.Length;
        _openBytes += record.Value.Length;
        return open;
    }

    private void Advance(StreamTime time)
    {
        if (!_watermarks.Advance(time.Stream, time.Ordinal, time.SourcePartition, time.ReachedMs)) return;
        if (time.Stream == Stream.Sales)
        {
            _joined?.PassTo((int)(_watermarks.Of(Stream.Sales) / Minutes.LengthMs));
            CommitSoon = true;
            return;
        }

        int firstOpen = (int)(_watermarks.Of(Stream.Social) / Minutes.LengthMs);
        while (_open.Count > 0 && _open.First() is var (minute, open) && minute < firstOpen)
        {
            if (open.Ticks.Count > 0) _selection.Judge(minute, open.Ticks);
            _selection.JudgeCreators(minute, open.Growths, open.Pages);
            _open.Remove(minute);
            _openBytes -= open.Bytes;
            CommitSoon = true;
        }

        _selection.PassTo(firstOpen);
    }

    /// <summary>What has come of a minute that is not judged yet.</summary>
    /// <param name="Offset">Of the first of it.</param>
    private sealed record OpenMinute(long Offset)
    {
        /// <summary>Of its records.</summary>
        public long Bytes { get; set; }

        public List<CandidateTick> Ticks { get; } = [];

        public List<GrowthRecord> Growths { get; } = [];

        public List<PodRecord> Pages { get; } = [];
    }
}
