using System.Diagnostics;
using System.Globalization;
using Houle.Bench.Streams;
using Houle.Streams.Embedded;
using Houle.Streams.Log;
using Houle.Streams.State;

namespace Houle.Bench.State;

/// <summary>The changelog of a large state: what writing costs beside the changes, and how fast it comes back.</summary>
internal static class StateBench
{
    private static readonly TopicPartition Changelog = new("houle.bench-changelog", 0);

    public static Area Area { get; } = new(
        "state", "changelog of a large state on the embedded log: bytes written, bytes kept, restore, [--rows N] [--commits N]", Run);

    private static Task<int> Run(string[] args)
    {
        int rows = (int)StreamsBench.Option(args, "--rows", 1_000_000);
        int commits = (int)StreamsBench.Option(args, "--commits", 200);
        Console.WriteLine($"{rows} rows of {FlatTable.RowBytes} bytes, {commits} commits");
        Console.WriteLine("| rows changed a commit | changes MB | written / changes | kept / state | restore, million rows/s |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach (int changes in (int[])[1_000, 10_000, 50_000]) Measure(rows, commits, changes);
        return Task.FromResult(0);
    }

    private static void Measure(int rows, int commits, int changes)
    {
        string folder = Path.Combine(Path.GetTempPath(), $"houle-state-{Environment.ProcessId}");
        try
        {
            using EmbeddedLog log = EmbeddedLog.Open(folder, TimeProvider.System);
            log.EnsureTopic(new TopicDefinition(Changelog.Topic, 1));
            (ulong sum, StateChangelog changelog) = Write(log, rows, commits, changes);
            (long kept, long rowsKept) = Kept(log);
            FlatTable restored = new();
            Stopwatch watch = Stopwatch.StartNew();
            new StateChangelog(Changelog, restored).Restore(log);
            double seconds = watch.Elapsed.TotalSeconds;
            if (restored.Sum() != sum) throw new InvalidOperationException("the restored table differs");
            double written = (double)(changelog.ChangedBytes + changelog.TurnBytes) / changelog.ChangedBytes;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {changes} | {changelog.ChangedBytes >> 20} | {written:0.00} | {(double)kept / rows / FlatTable.RowBytes:0.0} | {rowsKept / seconds / 1e6:0.0} |"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static (ulong Sum, StateChangelog Changelog) Write(EmbeddedLog log, int rows, int commits, int changes)
    {
        FlatTable table = new();
        StateChangelog changelog = new(Changelog, table);
        using ILogProducer producer = log.OpenProducer("bench");
        CommitBatch commit = new();
        Random random = new(1);
        for (int key = 0; key < rows; key++)
        {
            changelog.Changed(table.Set((ulong)key, (ulong)key));
            if (key % 100_000 == 99_999) Commit(log, producer, commit, changelog);
        }

        for (int i = 0; i < commits; i++)
        {
            for (int change = 0; change < changes; change++)
                changelog.Changed(table.Set((ulong)random.Next(rows), (ulong)random.NextInt64()));
            Commit(log, producer, commit, changelog);
        }

        return (table.Sum(), changelog);
    }

    private static void Commit(EmbeddedLog log, ILogProducer producer, CommitBatch commit, StateChangelog changelog)
    {
        changelog.Write(commit);
        producer.Commit(commit);
        changelog.Committed(commit);
        commit.Clear();
        log.EnforceRetention();
    }

    private static (long Bytes, long Rows) Kept(EmbeddedLog log)
    {
        long bytes = 0;
        log.Scan(Changelog, (scoped in RecordView record) => bytes += record.Value.Length);
        return (bytes, bytes / (FlatTable.RowBytes + sizeof(int)));
    }
}
