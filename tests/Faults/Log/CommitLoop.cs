using System.Globalization;
using Houle.Streams.Embedded;
using Houle.Streams.Log;

namespace Houle.Faults.Log;

/// <summary>The program that gets killed: threads that commit numbered batches, and go on where the log says they stopped.</summary>
/// <remarks>commit-loop FOLDER THREADS COMMITS. It says "ready", "acked THREAD NUMBER" after each commit, and "done".</remarks>
internal static class CommitLoop
{
    public const string Topic = "loop";
    public const int Partitions = 3;

    public static int Run(string[] args)
    {
        int threads = int.Parse(args[1], CultureInfo.InvariantCulture);
        int commits = int.Parse(args[2], CultureInfo.InvariantCulture);
        try
        {
            using EmbeddedLog log = EmbeddedLog.Open(
                args[0], TimeProvider.System, new EmbeddedLogOptions { SegmentBytes = 4096 });
            log.EnsureTopic(new TopicDefinition(Topic, Partitions));
            Say("ready");
            Thread[] running = [.. Enumerable.Range(0, threads).Select(t => new Thread(() => Commit(log, t, commits)))];
            foreach (Thread thread in running) thread.Start();
            foreach (Thread thread in running) thread.Join();
        }
        catch (LogException refused)
        {
            Console.Error.WriteLine(refused.Message);
            return 1;
        }
        Say("done");
        return 0;
    }

    public static string Group(int thread) => $"thread-{thread}";

    /// <summary>A commit's number and thread, and bytes that only they determine, in each partition.</summary>
    public static string Value(int thread, long number) =>
        string.Create(CultureInfo.InvariantCulture, $"{thread}:{number}:{new string('x', (int)(number * 37 % 300))}");

    private static void Commit(EmbeddedLog log, int thread, int commits)
    {
        TopicPartition home = new(Topic, 0);
        using ILogProducer producer = log.OpenProducer(Group(thread));
        CommitBatch batch = new();
        for (long n = log.Position(Group(thread), home)?.Next ?? 0; n < commits; n++)
        {
            batch.Clear();
            byte[] value = System.Text.Encoding.UTF8.GetBytes(Value(thread, n));
            for (int p = 0; p < Partitions; p++)
                batch.Append(new TopicPartition(Topic, p), CommitBatch.StampAtCommit, "key"u8, value);
            batch.SetPosition(Group(thread), home, new GroupPosition(n + 1, 0));
            producer.Commit(batch);
            Say(string.Create(CultureInfo.InvariantCulture, $"acked {thread} {n}"));
        }
    }

    private static void Say(string line)
    {
        lock (Topic)
        {
            Console.Out.WriteLine(line);
            Console.Out.Flush();
        }
    }
}
