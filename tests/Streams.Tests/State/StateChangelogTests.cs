using Houle.Streams.Log;
using Houle.Streams.Log.Memory;
using Houle.Streams.State;

namespace Houle.Streams.Tests.State;

public sealed class StateChangelogTests
{
    private const int RowBytes = 4 + 16;
    private static readonly TopicPartition Changelog = new("houle.test-changelog", 0);

    [Theory]
    [InlineData(20)]
    [InlineData(2_000)]
    public void Table_restored_at_any_commit_equals_the_one_that_was_lost(int keys)
    {
        for (int seed = 0; seed < 40; seed++)
        {
            Random random = new(seed);
            using MemoryLog log = NewLog(segmentBytes: 1024);
            (NumberTable table, StateChangelog changelog) = Restored(log);
            Dictionary<long, long> expected = [];
            using ILogProducer producer = log.OpenProducer("test");
            for (int write = 0; write < 150; write++)
            {
                for (int change = random.Next(keys / 5); change >= 0; change--)
                {
                    long key = random.Next(keys);
                    if (random.Next(4) == 0)
                    {
                        table.Delete(key);
                        expected.Remove(key);
                    }
                    else
                    {
                        expected[key] = random.NextInt64();
                        table.Set(key, expected[key]);
                    }
                }

                Commit(log, producer, changelog);
                if (random.Next(10) == 0) (table, changelog) = Restored(log);
                IsEqual(table.Values, expected).ShouldBeTrue($"seed {seed}, write {write}");
            }

            log.Range(Changelog).Start.ShouldBeGreaterThan(0, $"seed {seed}: nothing was trimmed");
        }
    }

    [Fact]
    public void Changelog_stays_below_four_times_the_state_and_writes_twice_the_changes_at_most()
    {
        const int Rows = 5_000;
        using MemoryLog log = NewLog(segmentBytes: 4096);
        (NumberTable table, StateChangelog changelog) = Restored(log);
        using ILogProducer producer = log.OpenProducer("test");
        for (int key = 0; key < Rows; key++) table.Set(key, key);
        Commit(log, producer, changelog);
        Random random = new(1);
        for (int write = 0; write < 2_000; write++)
        {
            for (int i = 0; i < 50; i++) table.Set(random.Next(Rows / 10), write); // a tenth of the keys is busy
            Commit(log, producer, changelog);
            BytesIn(log).ShouldBeLessThan((4 * Rows + 500) * (RowBytes + 1), $"write {write}");
        }

        changelog.TurnBytes.ShouldBeGreaterThan(2 * Rows * RowBytes);
        changelog.TurnBytes.ShouldBeLessThanOrEqualTo(changelog.ChangedBytes);
    }

    [Fact]
    public void Write_without_changes_adds_nothing()
    {
        using MemoryLog log = NewLog(segmentBytes: 4096);
        (_, StateChangelog changelog) = Restored(log);
        CommitBatch commit = new();
        changelog.Write(commit);
        commit.IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public void Record_that_ends_inside_a_row_is_refused_with_its_offset()
    {
        using MemoryLog log = NewLog(segmentBytes: 4096);
        using ILogProducer producer = log.OpenProducer("test");
        CommitBatch commit = new();
        new Events.StateRows { Rows = [9, 0, 0, 0, 1] }.WriteSingleObject(commit.Begin(Changelog, CommitBatch.StampAtCommit, StateForm.Key));
        commit.End();
        producer.Commit(commit);
        Should.Throw<StateFormException>(() => Restored(log)).Message.ShouldStartWith("houle.test-changelog/0 offset 0 cannot be read as state (it ends inside a row): put the folder's copy back, or begin anew");
    }

    private static bool IsEqual(IReadOnlyDictionary<long, long> left, Dictionary<long, long> right) =>
        left.Count == right.Count && right.All(pair => left.TryGetValue(pair.Key, out long value) && value == pair.Value);

    private static MemoryLog NewLog(int segmentBytes)
    {
        MemoryLog log = new(TimeProvider.System, new MemoryLogOptions { SegmentBytes = segmentBytes });
        log.EnsureTopic(new TopicDefinition(Changelog.Topic, 1));
        return log;
    }

    private static (NumberTable Table, StateChangelog Changelog) Restored(MemoryLog log)
    {
        NumberTable table = new();
        StateChangelog changelog = new(Changelog, table);
        changelog.Restore(log);
        table.Changelog = changelog;
        return (table, changelog);
    }

    private static void Commit(MemoryLog log, ILogProducer producer, StateChangelog changelog)
    {
        CommitBatch commit = new();
        changelog.Write(commit);
        producer.Commit(commit);
        changelog.Committed(commit);
        log.EnforceRetention();
    }

    private static long BytesIn(MemoryLog log)
    {
        long bytes = 0;
        log.Scan(Changelog, (scoped in RecordView record) => bytes += record.Value.Length);
        return bytes;
    }
}
