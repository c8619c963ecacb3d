using System.Text;
using Houle.Streams.Log;
using Houle.Streams.Tests.Log.Contract;

namespace Houle.Streams.Embedded.Tests;

/// <summary>A folder with a log of one topic, "t", of three partitions, and short ways to write, read and damage it.</summary>
internal sealed class LogFolder : IDisposable
{
    public static readonly TopicPartition T0 = new("t", 0);
    public static readonly TopicPartition T1 = new("t", 1);

    private readonly TemporaryFolder _folder = new();

    public ManualTime Time { get; } = new();

    public string Path => _folder.Path;

    public EmbeddedLog Open(EmbeddedLogOptions? options = null)
    {
        EmbeddedLog log = EmbeddedLog.Open(Path, Time, options);
        log.EnsureTopic(new TopicDefinition("t", 3));
        return log;
    }

    /// <summary>Opens, commits each value by itself to T0, and closes.</summary>
    public void Write(int count, int segmentBytes = 1 << 20)
    {
        using EmbeddedLog log = Open(new EmbeddedLogOptions { SegmentBytes = segmentBytes });
        using ILogProducer producer = log.OpenProducer("writer");
        for (int i = 0; i < count; i++) producer.Commit(BatchOf(T0, $"value {i}"));
    }

    public static CommitBatch BatchOf(TopicPartition partition, params string[] values)
    {
        CommitBatch batch = new();
        foreach (string value in values) batch.Append(partition, 1, "key"u8, Encoding.UTF8.GetBytes(value));
        return batch;
    }

    public static List<string> ValuesOf(ILog log, TopicPartition partition)
    {
        List<string> values = [];
        RecordBatch into = new();
        OffsetRange range = log.Range(partition);
        for (long offset = range.Start; log.Read(partition, offset, into) > 0; offset += into.Count)
        {
            for (int i = 0; i < into.Count; i++) values.Add(Encoding.UTF8.GetString(into[i].Value));
        }
        return values;
    }

    /// <summary>Segment files, oldest first.</summary>
    public IReadOnlyList<string> SegmentFiles =>
        [.. Directory.EnumerateFiles(System.IO.Path.Combine(Path, "topics", "t"), "*.log").Order(StringComparer.Ordinal)];

    public void Dispose() => _folder.Dispose();
}
