using System.Text;
using Houle.Avro.Binary;
using Houle.Events;
using Houle.Ingest.Mapping;
using Houle.Ingest.Merge;
using Houle.Streams;
using Houle.Streams.Log;
using Houle.Streams.Observe;
using Houle.Streams.Topology;

namespace Houle.Ingest.Sessions;

/// <summary>Collects what rows have become, and commits it together with Progress, accounts and the position that they reach.</summary>
internal sealed class SessionWriter
{
    private const int ValueBytesMax = 65_536;
    private static readonly TopicPartition DeadLetters = new(TopicNames.DeadLetters, 0);
    private static readonly TopicPartition Accounts = new(TopicNames.Accounting, 0);
    private readonly ILogProducer _producer;
    private readonly StreamOptions[] _fed;
    private readonly RegistryFraming? _framing;
    private readonly Dictionary<Events.Stream, TopicPartition[]> _partitions = [];
    private readonly CommitBatch _batch = new();
    private readonly ByteBuffer _key = new(128);
    private readonly SortedDictionary<(string Feed, int Partition), (Events.Stream Stream, AccountingLedger Ledger)> _ledgers = [];

    /// <param name="fed">The streams that are written to, and kept informed of the time.</param>
    /// <param name="framing">How events are framed; null leaves them their fingerprint.</param>
    public SessionWriter(ILogProducer producer, IEnumerable<StreamOptions> fed, RegistryFraming? framing)
    {
        _producer = producer;
        _framing = framing;
        _fed = [.. fed];
        foreach (StreamOptions stream in _fed)
        {
            _partitions[stream.Stream] =
                [.. Enumerable.Range(0, stream.Partitions).Select(p => new TopicPartition(stream.Topic, p))];
        }
    }

    /// <summary>Bytes that wait for the next commit.</summary>
    public int PendingBytes => _batch.Buffer.Length;

    public void Event(RowMapper mapper, long timeMs)
    {
        _key.Clear();
        EventWriter.AppendKey(mapper.Shape, mapper.Slots, mapper.Source, _key);
        TopicPartition[] partitions = _partitions[mapper.Shape.Stream];
        TopicPartition to = partitions[Partitioner.Of(_key.Written, partitions.Length)];
        ByteBuffer value = _batch.Begin(to, CommitBatch.StampAtCommit, _key.Written);
        int start = value.Length;
        EventWriter.Write(mapper.Shape, mapper.Slots, timeMs, mapper.Source, value);
        _framing?.Reframe(value, start);
        _batch.End();
    }

    /// <summary>A row that reaches no source topic by its nature.</summary>
    /// <param name="partition">Of the topic that the feed reads; 0 for files.</param>
    public void Other(RowMapper mapper, long hourOfMs, int partition = 0)
    {
        ref HourAccount account = ref Ledger(mapper, partition).At(hourOfMs);
        account.Read++;
        account.Other++;
    }

    /// <param name="file">The file, or the topic, that the row stands in.</param>
    public void DeadLetter(
        RowMapper mapper, in MergedRow row, string file, ReadOnlySpan<byte> reason, ReadOnlySpan<byte> detail, long hourOfMs,
        int partition = 0)
    {
        ref HourAccount account = ref Ledger(mapper, partition).At(hourOfMs);
        account.Read++;
        account.DeadLettered++;
        byte[] source = Encoding.UTF8.GetBytes($"feed:{mapper.FeedName}");
        DeadLetter letter = new()
        {
            Stream = mapper.Shape.Stream,
            Reason = reason,
            Detail = detail,
            Source = source,
            Partition = partition,
            Position = row.Number,
            File = Encoding.UTF8.GetBytes(file),
            Value = mapper.HasText ? default : row.Raw[..Math.Min(row.Raw.Length, ValueBytesMax)],
        };
        letter.WriteSingleObject(_batch.Begin(DeadLetters, CommitBatch.StampAtCommit, source));
        _batch.End();
    }

    /// <summary>Puts Progress into every partition of every stream that is fed.</summary>
    public void Progress(Func<StreamOptions, long> timeMs)
    {
        foreach (StreamOptions stream in _fed)
        {
            Progress progress = new() { StreamTimeMs = timeMs(stream) };
            foreach (TopicPartition partition in _partitions[stream.Stream])
            {
                ByteBuffer value = _batch.Begin(partition, CommitBatch.StampAtCommit, default);
                int start = value.Length;
                progress.WriteSingleObject(value);
                _framing?.Reframe(value, start);
                _batch.End();
            }
        }
    }

    /// <summary>Makes everything since the last commit true at once.</summary>
    /// <param name="position">Adds how far that is.</param>
    /// <param name="committed">Shown the batch when it is durable.</param>
    public void Commit(Action<CommitBatch> position, Action<CommitBatch>? committed = null)
    {
        foreach (((string feed, int partition), (Events.Stream stream, AccountingLedger ledger)) in _ledgers) Account(feed, partition, stream, ledger);
        position(_batch);
        FaultPoints.Pass("ingest.before-commit");
        _producer.Commit(_batch);
        FaultPoints.Pass("ingest.after-commit");
        committed?.Invoke(_batch);
        _batch.Clear();
    }

    /// <summary>Forgets everything since the last commit: an earlier run has committed it.</summary>
    public void Skip()
    {
        _batch.Clear();
        foreach ((_, AccountingLedger ledger) in _ledgers.Values) ledger.Clear();
    }

    private AccountingLedger Ledger(RowMapper mapper, int partition)
    {
        if (_ledgers.TryGetValue((mapper.FeedName, partition), out (Events.Stream Stream, AccountingLedger Ledger) known)) return known.Ledger;
        AccountingLedger ledger = new();
        _ledgers.Add((mapper.FeedName, partition), (mapper.Shape.Stream, ledger));
        return ledger;
    }

    private void Account(string feed, int partition, Events.Stream stream, AccountingLedger ledger)
    {
        byte[] source = Encoding.UTF8.GetBytes($"feed:{feed}");
        for (int row = 0; row < ledger.Count; row++)
        {
            (long hourMs, HourAccount account) = ledger[row];
            Accounting record = new()
            {
                Stream = stream,
                Source = source,
                Partition = partition,
                HourMs = hourMs,
                ReadValue = account.Read,
                DeadLettered = account.DeadLettered,
                Other = account.Other,
            };
            record.WriteSingleObject(_batch.Begin(Accounts, CommitBatch.StampAtCommit, source));
            _batch.End();
        }

        ledger.Clear();
    }
}
