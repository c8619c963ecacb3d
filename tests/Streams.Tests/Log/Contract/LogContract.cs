using System.Text;
using Houle.Streams.Log;

namespace Houle.Streams.Tests.Log.Contract;

/// <summary>Every promise in the remarks of <see cref="ILog"/>, as tests: each binding derives from this class.</summary>
public abstract partial class LogContract : IDisposable
{
    protected static readonly TopicPartition A0 = new("a", 0);
    protected static readonly TopicPartition A1 = new("a", 1);
    protected static readonly TopicPartition B0 = new("b", 0);

    private readonly List<ILog> _logs = [];

    protected ManualTime Time { get; } = new();

    /// <summary>A new, empty log on <see cref="Time"/>.</summary>
    protected abstract ILog Create(int segmentBytes, int recordBytesMax);

    /// <summary>Closes the log and opens what it left behind; null where a log does not outlive its object.</summary>
    protected virtual ILog? Reopen(ILog log) => null;

    /// <summary>Whether a commit is seen in all its partitions at once. Kafka ends a transaction partition by partition, and in each a reader
    /// waits for the transactions of others that began earlier there.</summary>
    protected virtual bool SeesCommitsAtOnce => true;

    /// <summary>Whether something besides records takes offsets (Kafka's markers of commits).</summary>
    protected virtual bool OffsetsHaveGaps => false;

    /// <summary>Whether the log deletes by itself what retention and trims allow; Kafka's brokers do it in their own time.</summary>
    protected virtual bool EnforcesRetention => true;

    protected ILog NewLog(int segmentBytes = 1 << 20, int recordBytesMax = 1 << 20)
    {
        ILog log = Create(segmentBytes, recordBytesMax);
        _logs.Add(log);
        return log;
    }

    /// <summary>A log with topic a of two partitions and topic b of one.</summary>
    protected ILog NewLogWithTopics(int segmentBytes = 1 << 20, int recordBytesMax = 1 << 20)
    {
        ILog log = NewLog(segmentBytes, recordBytesMax);
        log.EnsureTopic(new TopicDefinition("a", 2));
        log.EnsureTopic(new TopicDefinition("b", 1));
        return log;
    }

    protected static void Commit(ILog log, Action<CommitBatch> fill, string id = "test")
    {
        using ILogProducer producer = log.OpenProducer(id);
        CommitBatch batch = new();
        fill(batch);
        producer.Commit(batch);
    }

    protected static void Append(CommitBatch batch, TopicPartition partition, string value, long timestampMs = 1) =>
        batch.Append(partition, timestampMs, "k"u8, Encoding.UTF8.GetBytes(value));

    /// <summary>How many records a partition holds that was never trimmed.</summary>
    protected long CountOf(ILog log, TopicPartition partition)
    {
        OffsetRange range = log.Range(partition);
        range.Start.ShouldBe(0);
        int count = ValuesOf(log, partition).Count;
        if (OffsetsHaveGaps) range.End.ShouldBeGreaterThanOrEqualTo(count);
        else range.End.ShouldBe(count);
        return count;
    }

    /// <summary>Values from <paramref name="offset"/> to the partition's end, read in batches of any size.</summary>
    protected List<string> ValuesOf(ILog log, TopicPartition partition, long offset = 0, RecordBatch? into = null)
    {
        into ??= new RecordBatch();
        List<string> values = [];
        while (log.Read(partition, offset, into) > 0)
        {
            for (int i = 0; i < into.Count; i++)
            {
                if (OffsetsHaveGaps) into[i].Offset.ShouldBeGreaterThanOrEqualTo(offset);
                else into[i].Offset.ShouldBe(offset);
                offset = into[i].Offset + 1;
                values.Add(Encoding.UTF8.GetString(into[i].Value));
            }
        }
        return values;
    }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        foreach (ILog log in _logs) log.Dispose();
    }
}
