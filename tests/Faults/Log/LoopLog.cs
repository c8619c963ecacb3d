using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Houle.Faults.Harness;
using Houle.Streams.Log;

namespace Houle.Faults.Log;

/// <summary>The log that a <see cref="CommitLoop"/> writes: starts the loop, and checks what it left.</summary>
internal sealed class LoopLog(string folder, int threads, int commits)
{
    private readonly long[] _acked = [.. Enumerable.Repeat(-1L, threads)];

    public string Folder => folder;

    public FaultProcess Start(Fault.KillAt? killAt = null) => FaultProcess.StartDotnet(
        typeof(CommitLoop).Assembly.Location,
        ["commit-loop", folder, $"{threads}", $"{commits}"], killAt);

    /// <summary>Every acknowledged commit is there; each commit is in all partitions or in none; positions agree.</summary>
    public void Check(IReadOnlyList<string> output)
    {
        foreach (string[] words in output.Select(line => line.Split(' ')).Where(words => words[0] == "acked"))
        {
            int thread = int.Parse(words[1], CultureInfo.InvariantCulture);
            _acked[thread] = Math.Max(_acked[thread], long.Parse(words[2], CultureInfo.InvariantCulture));
        }
        if (!File.Exists(Path.Combine(folder, "commits.db"))) return; // killed before it was made
        // Looking cuts nothing back: the next life of the loop must recover by itself.
        using ILog log = Streams.Embedded.EmbeddedLog.OpenReadOnly(folder);
        if (log.Topics.Count == 0) return;
        for (int thread = 0; thread < threads; thread++)
        {
            long committed = log.Position(CommitLoop.Group(thread), new TopicPartition(CommitLoop.Topic, 0))?.Next ?? 0;
            committed.ShouldBeGreaterThan(_acked[thread], "an acknowledged commit is gone");
            for (int p = 0; p < CommitLoop.Partitions; p++)
            {
                string prefix = $"{thread}:";
                Values(log, p).Where(value => value.StartsWith(prefix, StringComparison.Ordinal)).ShouldBe(
                    Enumerable.Range(0, (int)committed).Select(n => CommitLoop.Value(thread, n)), $"partition {p}");
            }
        }
    }

    /// <summary>SHA-256 over the sorted records of every partition: equal for equal outputs, whatever the interleaving.</summary>
    public string Hash()
    {
        using ILog log = Streams.Embedded.EmbeddedLog.OpenReadOnly(folder);
        StringBuilder all = new();
        for (int p = 0; p < CommitLoop.Partitions; p++)
        {
            foreach (string value in Values(log, p).Order(StringComparer.Ordinal)) all.Append(p).Append(value).Append('\n');
        }
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(all.ToString())));
    }

    private static List<string> Values(ILog log, int partition)
    {
        TopicPartition from = new(CommitLoop.Topic, partition);
        List<string> values = [];
        RecordBatch into = new();
        for (long offset = 0; log.Read(from, offset, into) > 0; offset += into.Count)
        {
            for (int i = 0; i < into.Count; i++) values.Add(Encoding.UTF8.GetString(into[i].Value));
        }
        return values;
    }
}
