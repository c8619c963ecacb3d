using System.Globalization;
using Houle.Streams.Log;

namespace Houle.Streams.Tests.Log.Contract;

public abstract partial class LogContract
{
    /// <summary>Producers write their commit number into every partition; whoever sees it in one must find it in all.</summary>
    [Fact]
    public async Task Commits_are_seen_whole_across_partitions_by_concurrent_readers()
    {
        const int producers = 3, commits = 60;
        TopicPartition[] partitions = [A0, A1, B0];
        ILog log = NewLogWithTopics(segmentBytes: 1024);
        Task[] writing = [.. Enumerable.Range(0, producers).Select(p => Task.Run(() =>
        {
            using ILogProducer producer = log.OpenProducer($"p{p}");
            CommitBatch batch = new();
            for (int n = 0; n < commits; n++)
            {
                batch.Clear();
                foreach (TopicPartition partition in partitions) Append(batch, partition, $"{p}:{n}");
                batch.SetPosition($"p{p}", A0, new GroupPosition(n, 0));
                producer.Commit(batch);
                log.Position($"p{p}", A0)!.Value.Next.ShouldBe(n);
            }
        }))];
        Task[] reading = [.. Enumerable.Range(0, 2).Select(r => Task.Run(() =>
            ReadWhole(log, partitions[r], partitions[2 - r], producers * commits)))];
        await Task.WhenAll([.. writing, .. reading]).WaitAsync(TimeSpan.FromSeconds(60));

        foreach (TopicPartition partition in partitions)
        {
            List<string> values = ValuesOf(log, partition);
            values.Count.ShouldBe(producers * commits);
            for (int p = 0; p < producers; p++)
            {
                values.Where(value => value.StartsWith($"{p}:", StringComparison.Ordinal))
                    .Select(value => int.Parse(value.AsSpan(2), CultureInfo.InvariantCulture))
                    .ShouldBe(Enumerable.Range(0, commits));
            }
        }
    }

    private void ReadWhole(ILog log, TopicPartition first, TopicPartition second, int total)
    {
        RecordBatch into = new(recordsMax: 5);
        HashSet<string> inFirst = [];
        long next = 0;
        while (inFirst.Count < total)
        {
            long seen = log.Version;
            while (log.Read(first, next, into) > 0)
            {
                next = into[into.Count - 1].Offset + 1;
                for (int i = 0; i < into.Count; i++) inFirst.Add(System.Text.Encoding.UTF8.GetString(into[i].Value));
                DateTime until = DateTime.UtcNow + (SeesCommitsAtOnce ? TimeSpan.Zero : TimeSpan.FromSeconds(30));
                bool isWhole = inFirst.IsSubsetOf(ValuesOf(log, second));
                while (!isWhole && DateTime.UtcNow < until) isWhole = inFirst.IsSubsetOf(ValuesOf(log, second));
                isWhole.ShouldBeTrue($"{first} holds a commit that {second} lacks");
            }
            if (inFirst.Count < total)
                log.WaitForCommit(seen, TimeSpan.FromSeconds(30), default).ShouldBeTrue("no commit within 30 s");
        }
    }

    /// <summary>What an owner's last commit wrote is there, or never will be, once its successor's producer is open.</summary>
    [Fact]
    public async Task Fencing_is_final_while_the_old_owner_is_still_committing()
    {
        ILog log = NewLogWithTopics();
        for (int round = 0; round < 20; round++)
        {
            ILogProducer old = log.OpenProducer("owner");
            Task writing = Task.Run(() =>
            {
                CommitBatch batch = new();
                Append(batch, A0, "x");
                try
                {
                    while (true) old.Commit(batch);
                }
                catch (CommitAbortedException) // fenced, or its last commit cut short by the fence
                {
                    return;
                }
            });
            long seen = log.Version;
            log.WaitForCommit(seen, TimeSpan.FromSeconds(30), default).ShouldBeTrue();
            using ILogProducer next = log.OpenProducer("owner");
            int records = ValuesOf(log, A0).Count;
            await writing.WaitAsync(TimeSpan.FromSeconds(30));
            ValuesOf(log, A0).Count.ShouldBe(records);
            old.Dispose();
        }
    }
}
