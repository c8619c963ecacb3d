using System.Diagnostics;
using System.Globalization;
using Houle.Bench.State;
using Houle.Bench.Streams;
using Houle.Streams.Kafka;
using Houle.Streams.Log;
using Houle.Streams.State;

namespace Houle.Bench.Kafka;

/// <summary>How fast a changelog on a broker becomes a table again.</summary>
internal static class RestoreBench
{
    private const int RowsMax = 8_000_000, RowsPerCommit = 50_000;

    private static readonly TopicPartition Changelog = new("bench-changelog", 0);

    public static Area Area { get; } = new(
        "kafka-restore", "rows/s that a task restores from its changelog on Kafka: [--rows N] (to 8 million) [--rounds N]", Run);

    private static Task<int> Run(string[] args)
    {
        int most = (int)Math.Min(RowsMax, StreamsBench.Option(args, "--rows", 1_000_000));
        int rounds = (int)StreamsBench.Option(args, "--rounds", 2);
        using BenchBroker broker = BenchBroker.Start();
        Console.WriteLine($"| rows of {FlatTable.RowBytes} bytes | rows in the changelog | restore, seconds | million rows/s |");
        Console.WriteLine("|---|---|---|---|");
        foreach (int rows in (int[])[most / 10, most])
        {
            KafkaLogOptions options = KafkaBench.Options(broker.Bootstrap, $"rows{rows}.", $"rows{rows}");
            (ulong sum, long written) = Write(options, rows);
            for (int round = 0; round < rounds; round++) Restore(options, rows, written, sum);
        }

        return Task.FromResult(0);
    }

    private static void Restore(KafkaLogOptions options, int rows, long written, ulong sum)
    {
        using KafkaLog log = KafkaLog.Open(options, TimeProvider.System); // a process that has read nothing yet
        FlatTable table = new();
        Stopwatch watch = Stopwatch.StartNew();
        new StateChangelog(Changelog, table).Restore(log);
        double seconds = watch.Elapsed.TotalSeconds;
        if (table.Sum() != sum) throw new InvalidOperationException("the restored table differs");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {rows} | {written} | {seconds:0.00} | {written / seconds / 1e6:0.00} |"));
    }

    /// <summary>Every row once, then changes at random as many again, half of whose turn writes the rest.</summary>
    private static (ulong Sum, long Rows) Write(KafkaLogOptions options, int rows)
    {
        using KafkaLog log = KafkaLog.Open(options, TimeProvider.System);
        log.EnsureTopic(new TopicDefinition(Changelog.Topic, 1));
        using ILogProducer producer = log.OpenProducer("bench");
        FlatTable table = new();
        StateChangelog changelog = new(Changelog, table);
        CommitBatch commit = new();
        Random random = new(1);
        for (int i = 1; i <= 2 * rows; i++)
        {
            changelog.Changed(table.Set((ulong)(i <= rows ? i : random.Next(1, rows)), (ulong)random.NextInt64()));
            if (i % RowsPerCommit != 0 && i != 2 * rows) continue;
            changelog.Write(commit);
            producer.Commit(commit);
            changelog.Committed(commit);
            commit.Clear();
        }

        log.EnforceRetention(); // what is before the last complete cycle goes
        long kept = 0;
        log.Scan(Changelog, (scoped in RecordView record) => kept += record.Value.Length / (FlatTable.RowBytes + sizeof(int)));
        return (table.Sum(), kept);
    }
}
