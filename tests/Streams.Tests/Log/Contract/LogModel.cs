using Houle.Streams.Log;

namespace Houle.Streams.Tests.Log.Contract;

/// <summary>A log too simple to be wrong (lists that forget nothing), driven beside a real one by a seed.</summary>
internal sealed class LogModel(ILog log, ManualTime time, Random random)
{
    private sealed record Record(long TimestampMs, byte[]? Key, byte[]? Value, byte[] Headers);

    private static readonly string[] Groups = ["g", "h"];

    private readonly Dictionary<TopicPartition, List<Record>> _records = [];
    private readonly Dictionary<(string, TopicPartition), GroupPosition> _positions = [];
    private readonly Dictionary<TopicPartition, long> _starts = [];
    private readonly Dictionary<string, TopicDefinition> _topics = [];
    private readonly Dictionary<string, ILogProducer> _producers = [];
    private readonly List<ILogProducer> _fenced = [];
    private readonly RecordBatch _into = new();

    public ILog Log { get; private set; } = log;

    public void Restart(ILog reopened)
    {
        Log = reopened;
        _producers.Clear();
        _fenced.Clear();
        CheckAll();
    }

    public void Step()
    {
        switch (random.Next(12))
        {
            case 0:
                EnsureTopic();
                break;
            case 1:
                OpenProducer();
                break;
            case 2:
                time.NowMs += random.Next(2000);
                Log.EnforceRetention();
                CheckStarts();
                break;
            case < 8:
                Commit();
                break;
            default:
                Read();
                break;
        }
    }

    public void CheckAll()
    {
        Log.Topics.Select(topic => topic.Definition)
            .ShouldBe(_topics.Values.OrderBy(topic => topic.Name, StringComparer.Ordinal));
        Log.Positions.ShouldBe(
            _positions.Select(entry => (entry.Key.Item1, entry.Key.Item2, entry.Value)), ignoreOrder: true);
        CheckStarts();
        foreach (TopicPartition partition in _records.Keys)
        {
            long offset = Log.Range(partition).Start;
            while (Log.Read(partition, offset, _into) > 0) offset = CheckRead(partition, offset);
            offset.ShouldBe(_records[partition].Count);
        }
    }

    private void EnsureTopic()
    {
        string name = random.Next(3) switch { 0 => "x", 1 => "y", _ => "z" };
        int partitions = (_topics.TryGetValue(name, out TopicDefinition? known) ? known.Partitions : 1) + random.Next(2);
        TopicDefinition definition = new(
            name, partitions, random.Next(2) == 0 ? -1 : random.Next(3000), random.Next(2) == 0 ? -1 : random.Next(2000));
        Log.EnsureTopic(definition);
        _topics[name] = definition;
        for (int p = 0; p < partitions; p++) _records.TryAdd(new TopicPartition(name, p), []);
    }

    private void OpenProducer()
    {
        string id = random.Next(2) == 0 ? "p" : "q";
        if (_producers.Remove(id, out ILogProducer? earlier)) _fenced.Add(earlier);
        _producers[id] = Log.OpenProducer(id);
    }

    private void Commit()
    {
        if (_records.Count == 0) return;
        if (_producers.Count == 0) OpenProducer();
        bool isFenced = _fenced.Count > 0 && random.Next(5) == 0;
        bool isUnknown = random.Next(10) == 0;
        bool isTooLarge = random.Next(10) == 0;
        CommitBatch batch = new();
        List<Action> effects = [];
        for (int i = random.Next(12); i >= 0; i--)
        {
            TopicPartition partition = AnyPartition();
            Record record = AnyRecord();
            Append(batch, partition, record);
            effects.Add(() => _records[partition].Add(
                record.TimestampMs == CommitBatch.StampAtCommit ? record with { TimestampMs = time.NowMs } : record));
        }
        for (int i = random.Next(3); i > 0; i--)
        {
            (string Group, TopicPartition Partition) key = (Groups[random.Next(2)], AnyPartition());
            long next = random.Next(_records[key.Partition].Count + 1);
            GroupPosition position = new(next, random.NextInt64(next + 1));
            batch.SetPosition(key.Group, key.Partition, position);
            effects.Add(() => _positions[key] = position);
        }
        if (random.Next(4) == 0)
        {
            TopicPartition partition = AnyPartition();
            batch.TrimBefore(partition, random.Next(_records[partition].Count + 1));
        }
        if (isUnknown) Append(batch, new TopicPartition("nope", 0), AnyRecord());
        if (isTooLarge) Append(batch, AnyPartition(), new Record(1, null, new byte[301], []));

        ILogProducer producer = isFenced ? _fenced[random.Next(_fenced.Count)] : AnyProducer();
        if (isFenced || isUnknown || isTooLarge)
        {
            Should.Throw<LogException>(() => producer.Commit(batch));
            return;
        }
        producer.Commit(batch);
        effects.ForEach(static effect => effect());
    }

    private void Read()
    {
        if (_records.Count == 0) return;
        TopicPartition partition = AnyPartition();
        OffsetRange range = Log.Range(partition);
        range.End.ShouldBe(_records[partition].Count);
        _into.RecordsMax = 1 + random.Next(20);
        _into.BytesMax = 1 + random.Next(2000);
        long offset = random.NextInt64(range.Start - 2, range.End + 2);
        if (offset < range.Start || offset > range.End)
        {
            Should.Throw<OffsetOutOfRangeException>(() => Log.Read(partition, offset, _into));
            return;
        }
        int count = Log.Read(partition, offset, _into);
        count.ShouldBe(_into.Count);
        if (offset < range.End) count.ShouldBeInRange(1, _into.RecordsMax);
        CheckRead(partition, offset);
        GroupPosition? position = Log.Position("g", partition);
        position.ShouldBe(_positions.TryGetValue(("g", partition), out GroupPosition known) ? known : null);
    }

    private long CheckRead(TopicPartition partition, long offset)
    {
        for (int i = 0; i < _into.Count; i++)
        {
            RecordView view = _into[i];
            Record expected = _records[partition][(int)offset];
            bool isSame = view.Offset == offset && view.TimestampMs == expected.TimestampMs &&
                view.HasKey == expected.Key is not null && view.Key.SequenceEqual(expected.Key) &&
                view.IsTombstone == expected.Value is null && view.Value.SequenceEqual(expected.Value) &&
                view.Headers.SequenceEqual(expected.Headers);
            isSame.ShouldBeTrue($"{partition} at {offset}");
            offset++;
        }
        return offset;
    }

    /// <summary>A partition's start never falls, and never passes a group's low offset or the end.</summary>
    private void CheckStarts()
    {
        foreach (TopicPartition partition in _records.Keys)
        {
            OffsetRange range = Log.Range(partition);
            long before = _starts.GetValueOrDefault(partition);
            range.Start.ShouldBeInRange(before, range.End);
            range.End.ShouldBe(_records[partition].Count);
            if (range.Start > before)
            {
                foreach (string group in Groups)
                {
                    if (_positions.TryGetValue((group, partition), out GroupPosition position))
                        range.Start.ShouldBeLessThanOrEqualTo(position.Low);
                }
            }
            _starts[partition] = range.Start;
        }
    }

    private static void Append(CommitBatch batch, TopicPartition partition, Record record)
    {
        if (record.Value is null) batch.AppendTombstone(partition, record.TimestampMs, record.Key);
        else batch.Append(partition, record.TimestampMs, record.Key, record.Value, record.Headers, record.Key is not null);
    }

    private Record AnyRecord()
    {
        byte[]? value = random.Next(8) == 0 ? null : AnyBytes(random.Next(4) == 0 ? 200 : 30);
        byte[]? key = value is not null && random.Next(8) == 0 ? null : AnyBytes(20);
        byte[] headers = value is not null && random.Next(4) == 0 ? AnyBytes(20) : [];
        return new Record(random.Next(3) == 0 ? CommitBatch.StampAtCommit : time.NowMs - random.Next(100), key, value, headers);
    }

    private byte[] AnyBytes(int lengthMax)
    {
        byte[] bytes = new byte[random.Next(lengthMax + 1)];
        random.NextBytes(bytes);
        return bytes;
    }

    private TopicPartition AnyPartition() => _records.Keys.ElementAt(random.Next(_records.Count));

    private ILogProducer AnyProducer() => _producers.Values.ElementAt(random.Next(_producers.Count));
}
