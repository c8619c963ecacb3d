using System.Diagnostics;
using Houle.Streams.Embedded;
using Houle.Streams.Log;

namespace Houle.Bench;

/// <summary>One log written and read from end to end.</summary>
internal static class LogRun
{
    /// <summary>One producer and four partitions, as one thread of ingest writes.</summary>
    public static void AppendAndRead(string? what, ILog log, int partitions, long bytes, int valueBytes, int commitBytes)
    {
        log.EnsureTopic(new TopicDefinition("bench", partitions));
        using ILogProducer producer = log.OpenProducer("bench");
        byte[] value = new byte[valueBytes];
        new Random(1).NextBytes(value);
        CommitBatch batch = new();
        int perCommit = Math.Max(1, commitBytes / valueBytes);
        Fill(batch, perCommit, partitions, value);
        producer.Commit(batch); // warm
        long records = 0, commits = 0;
        long allocated = GC.GetTotalAllocatedBytes(precise: true);
        Stopwatch clock = Stopwatch.StartNew();
        while (records * valueBytes < bytes)
        {
            Fill(batch, perCommit, partitions, value);
            producer.Commit(batch);
            records += perCommit;
            commits++;
        }
        EmbeddedLogBench.Print(
            what is null ? null : $"{what} append", valueBytes, commitBytes, clock.Elapsed.TotalSeconds, records * valueBytes, records, commits,
            GC.GetTotalAllocatedBytes(precise: true) - allocated);
        Read(what, log, partitions, valueBytes);
    }

    private static void Read(string? what, ILog log, int partitions, int valueBytes)
    {
        RecordBatch into = new();
        log.Read(new TopicPartition("bench", 0), 0, into); // warm
        long records = 0, checkedBytes = 0;
        long allocated = GC.GetTotalAllocatedBytes(precise: true);
        Stopwatch clock = Stopwatch.StartNew();
        for (int p = 0; p < partitions; p++)
        {
            TopicPartition partition = new("bench", p);
            int count;
            for (long offset = 0; (count = log.Read(partition, offset, into)) > 0; offset += count)
            {
                for (int i = 0; i < count; i++) checkedBytes += into[i].Value.Length;
                records += count;
            }
        }
        if (checkedBytes != records * valueBytes) throw new InvalidOperationException("read less than was written");
        EmbeddedLogBench.Print(
            what is null ? null : $"{what} read", valueBytes, into.BytesMax, clock.Elapsed.TotalSeconds, checkedBytes, records, 0,
            GC.GetTotalAllocatedBytes(precise: true) - allocated);
    }

    /// <summary>How long a folder takes to open, and its first read at a random place.</summary>
    public static void Reopen(string folder)
    {
        Stopwatch clock = Stopwatch.StartNew();
        using EmbeddedLog log = EmbeddedLog.Open(folder, TimeProvider.System);
        double openMs = clock.Elapsed.TotalMilliseconds;
        TopicPartition partition = new("bench", 1);
        OffsetRange range = log.Range(partition);
        RecordBatch into = new(recordsMax: 1);
        clock.Restart();
        log.Read(partition, range.Count / 3, into);
        double closedMs = clock.Elapsed.TotalMilliseconds;
        clock.Restart();
        log.Read(partition, range.End - 1, into);
        Console.WriteLine(
            $"| | opened in {openMs:F1} ms; first read: of a closed segment {closedMs:F2} ms, of the open one " +
            $"{clock.Elapsed.TotalMilliseconds:F2} ms | | | | | |");
    }

    /// <summary>Commits of ten records in each partition and a position, from several tasks at once.</summary>
    public static void SmallCommits(ILog log, int flushesAtOnce, int partitions, int threads, int seconds)
    {
        log.EnsureTopic(new TopicDefinition("bench", partitions));
        long commits = 0;
        Stopwatch clock = Stopwatch.StartNew();
        Task[] tasks = [.. Enumerable.Range(0, threads).Select(t => Task.Factory.StartNew(
            () =>
            {
                using ILogProducer producer = log.OpenProducer($"task-{t}");
                CommitBatch batch = new();
                TopicPartition home = new("bench", t % partitions);
                for (long n = 0; clock.Elapsed.TotalSeconds < seconds; n++)
                {
                    batch.Clear();
                    for (int i = 0; i < 10 * partitions; i++)
                        batch.Append(new TopicPartition("bench", i / 10), CommitBatch.StampAtCommit, "key"u8, "a small value"u8);
                    batch.SetPosition($"group-{t}", home, new GroupPosition(n, n));
                    producer.Commit(batch);
                    Interlocked.Increment(ref commits);
                }
            },
            TaskCreationOptions.LongRunning))];
        Task.WaitAll(tasks);
        EmbeddedLogBench.Print(
            $"embedded: small commits to {partitions} files, {threads} threads, {flushesAtOnce} flushes at once", 13, 0,
            clock.Elapsed.TotalSeconds, commits * partitions * 160, commits * partitions * 10, commits, 0);
    }

    private static void Fill(CommitBatch batch, int records, int partitions, byte[] value)
    {
        batch.Clear();
        int perPartition = (records + partitions - 1) / partitions;
        for (int i = 0; i < records; i++)
            batch.Append(new TopicPartition("bench", i / perPartition), CommitBatch.StampAtCommit, "creator-123"u8, value);
    }
}
