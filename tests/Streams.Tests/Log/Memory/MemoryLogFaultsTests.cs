using Houle.Streams.Log;
using Houle.Streams.Log.Memory;
using Houle.Streams.Tests.Log.Contract;

namespace Houle.Streams.Tests.Log.Memory;

public sealed class MemoryLogFaultsTests
{
    private static readonly TopicPartition T0 = new("t", 0);
    private static readonly TopicPartition T1 = new("t", 1);

    private static MemoryLog NewLog(MemoryLogFaults faults)
    {
        MemoryLog log = new(new ManualTime(), new MemoryLogOptions { Faults = faults });
        log.EnsureTopic(new TopicDefinition("t", 2));
        return log;
    }

    private static CommitBatch BatchOf(int records)
    {
        CommitBatch batch = new();
        for (int i = 0; i < records; i++)
        {
            batch.Append(T0, 1, "k"u8, "v"u8);
            batch.Append(T1, 1, "k"u8, "v"u8);
        }
        return batch;
    }

    [Fact]
    public void Commit_scripted_to_fail_fails_before_or_after_it_takes_effect()
    {
        using MemoryLog log = NewLog(MemoryLogFaults.Scripted(CommitFault.BeforeCommit, CommitFault.AfterCommit));
        using ILogProducer producer = log.OpenProducer("p");
        CommitBatch batch = BatchOf(1);
        Should.Throw<InjectedFaultException>(() => producer.Commit(batch));
        log.Range(T0).End.ShouldBe(0);
        Should.Throw<InjectedFaultException>(() => producer.Commit(batch));
        log.Range(T0).End.ShouldBe(1);
        producer.Commit(batch);
        log.Range(T0).End.ShouldBe(2);
    }

    [Fact]
    public void Commit_delayed_appears_whole_and_in_order()
    {
        using MemoryLog log = NewLog(MemoryLogFaults.Seeded(7, new MemoryFaultRates(Delay: 0.5)));
        using ILogProducer producer = log.OpenProducer("p");
        int delayed = 0;
        for (int commit = 1; commit <= 200; commit++)
        {
            producer.Commit(BatchOf(1));
            long first = log.Range(T0).End;
            if (first < commit) delayed++;
            log.Range(T1).End.ShouldBeGreaterThanOrEqualTo(first);
        }
        delayed.ShouldBeGreaterThan(50);
        log.WaitForCommit(log.Version, TimeSpan.Zero, default);
        log.Range(T0).End.ShouldBe(200);
    }

    [Fact]
    public void Read_torn_returns_at_least_one_record_and_loses_none()
    {
        using MemoryLog log = NewLog(MemoryLogFaults.Seeded(7, new MemoryFaultRates(TornRead: 0.5)));
        using ILogProducer producer = log.OpenProducer("p");
        producer.Commit(BatchOf(1000));
        RecordBatch into = new(recordsMax: 100);
        HashSet<int> sizes = [];
        for (long offset = 0; offset < 1000; offset += into.Count)
        {
            sizes.Add(log.Read(T0, offset, into));
            into[0].Offset.ShouldBe(offset);
        }
        sizes.Min().ShouldBeGreaterThan(0);
        sizes.Count.ShouldBeGreaterThan(3);
    }

    [Fact]
    public void Faults_of_equal_seeds_are_equal()
    {
        Outcomes(3).ShouldBe(Outcomes(3));
        Outcomes(3).ShouldNotBe(Outcomes(4));

        static string Outcomes(int seed)
        {
            using MemoryLog log = NewLog(MemoryLogFaults.Seeded(seed, new MemoryFaultRates(0.2, 0.2, 0.3, 0.3)));
            using ILogProducer producer = log.OpenProducer("p");
            List<long> seen = [];
            for (int i = 0; i < 100; i++)
            {
                try
                {
                    producer.Commit(BatchOf(3));
                }
                catch (InjectedFaultException)
                {
                    seen.Add(-1);
                }
                seen.Add(log.Read(T0, 0, new RecordBatch()));
            }
            return string.Join(',', seen);
        }
    }
}
