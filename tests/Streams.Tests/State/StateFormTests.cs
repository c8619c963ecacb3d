using Houle.Avro.Binary;
using Houle.Streams.Detect;
using Houle.Streams.Log;
using Houle.Streams.Log.Memory;
using Houle.Streams.Runtime;
using Houle.Streams.Select;
using Houle.Streams.State;
using Houle.Streams.Tests.Detect;
using Houle.Streams.Tests.Log.Contract;
using Houle.Streams.Tests.Oracle;
using Houle.Streams.Topology;

namespace Houle.Streams.Tests.State;

/// <summary>State that another build wrote, or that is no state at all.</summary>
public sealed class StateFormTests(ITestOutputHelper output)
{
    private static readonly TopicPartition Changelog = new("houle.test-changelog", 0), Source = new("houle.test", 0);

    [Theory]
    [InlineData("", "of a Houle from before forms were numbered")]
    [InlineData("0", "of a Houle from before forms were numbered")]
    [InlineData("99", "of a newer Houle (form 99)")]
    [InlineData("x", "that is not Houle's")]
    public void State_of_another_form_whose_source_was_trimmed_is_one_line_that_says_what_to_do(string key, string told)
    {
        using MemoryLog log = NewLog();
        Append(log, Changelog, key, "state"u8);
        long low = TrimSource(log);
        Checkpoints checkpoints = new(Changelog, new Nothing());
        string message = Should.Throw<StateFormException>(() => checkpoints.Restore(log, Source, low)).Message;
        message.ShouldBe(
            $"houle.test-changelog/0 holds state {told}, and this one takes up form {StateForm.Current}; houle.test/0 has not all of the records any more to make it again from: "
            + "run the Houle that wrote it, or begin anew in another data folder (on Kafka: under another kafka.topic_prefix) and bring the sources in again with houle ingest; "
            + "docs/operations.md, After an update");
        Should.Throw<StateFormException>(() => checkpoints.LoadLast(log)); // a standby takes none of it either
    }

    [Fact]
    public void State_of_another_form_whose_source_is_whole_is_made_again_from_its_start()
    {
        using MemoryLog log = NewLog();
        Append(log, Changelog, "", "state"u8);
        Append(log, Source, "", "1"u8);
        Checkpoints checkpoints = new(Changelog, new Nothing());
        checkpoints.Restore(log, Source, low: 1).ShouldBeFalse();
        checkpoints.Low.ShouldBe(0);
        CommitBatch commit = new();
        checkpoints.Write(commit, low: 1); // the first commit writes the form that counts from now on
        using ILogProducer producer = log.OpenProducer("test");
        producer.Commit(commit);
        StateForm.Last(log, Changelog).ShouldBe(StateForm.Current);
    }

    [Fact]
    public void Rows_of_another_form_are_refused()
    {
        using MemoryLog log = NewLog();
        CommitBatch commit = new();
        new Events.StateRows { Rows = [] }.WriteSingleObject(commit.Begin(Changelog, CommitBatch.StampAtCommit, default));
        commit.End();
        using ILogProducer producer = log.OpenProducer("test");
        producer.Commit(commit);
        Should.Throw<StateFormException>(() => new StateChangelog(Changelog, new NumberTable()).Restore(log)).Message.ShouldContain("it cannot be made again from its source alone");
    }

    [Fact]
    public void Garbled_and_cut_records_of_every_changelog_are_told_by_offset_and_nothing_else_is_thrown()
    {
        TopologyOptions options = BurstFeed.Options(1, 1) with { Detection = BurstFeed.Detection with { CheckpointBytesMin = 1 } };
        Harness harness = new(3, options, BurstFeed.Make(seed: 5, 1, late: false), faults: false);
        harness.Run(crashRate: 0);
        Random random = new(11);
        int refused = 0, tries = 0;
        foreach (string topic in (string[])[TopicNames.DetectChangelog, TopicNames.SelectChangelog, TopicNames.ObserveChangelog("houle.social"), TopicNames.CreatorsChangelog("houle.social")])
        {
            for (int i = 0; i < 25; i++, tries++)
            {
                using MemoryLog log = Copy(harness.Log, options, topic, random);
                try
                {
                    foreach (IStreamTask task in HouleTopology.Tasks(options)) task.Restore(log);
                }
                catch (LogException e)
                {
                    e.Message.ShouldNotContain("\n");
                    refused++;
                }
            }
        }

        output.WriteLine($"{refused} of {tries} refused");
        refused.ShouldBeGreaterThan(tries / 4); // the rest are numbers that could have been true: checksums of the log are against those
    }

    /// <summary>The log, with one record of the topic cut or with some bytes changed.</summary>
    private static MemoryLog Copy(MemoryLog from, TopologyOptions options, string garbled, Random random)
    {
        MemoryLog log = new(TimeProvider.System, new MemoryLogOptions());
        CommitBatch commit = new();
        using ILogProducer producer = log.OpenProducer("copy");
        foreach (TopicDefinition topic in HouleTopology.Topics(options)) log.EnsureTopic(topic);
        foreach (TopicDescription topic in from.Topics.Where(topic => topic.Definition.Name == garbled))
        {
            TopicPartition partition = new(topic.Definition.Name, 0);
            OffsetRange range = from.Range(partition);
            long victim = range.Start + random.NextInt64(Math.Max(1, range.Count));
            from.Scan(partition, (scoped in RecordView record) =>
            {
                byte[] value = record.Value.ToArray();
                if (record.Offset == victim && random.Next(2) == 0) value = value[..random.Next(12, Math.Max(13, value.Length))];
                else if (record.Offset == victim) for (int n = 0; n < 8; n++) value[random.Next(10, value.Length)] = (byte)random.Next(256);
                commit.Append(partition, CommitBatch.StampAtCommit, record.Key, value);
            });
        }

        foreach ((string group, TopicPartition partition, GroupPosition at) in from.Positions) commit.SetPosition(group, partition, new GroupPosition(at.Low, at.Low));
        producer.Commit(commit);
        return log;
    }

    private static MemoryLog NewLog()
    {
        MemoryLog log = new(new ManualTime(), new MemoryLogOptions { SegmentBytes = 64 });
        foreach (TopicPartition partition in (TopicPartition[])[Changelog, Source]) log.EnsureTopic(new TopicDefinition(partition.Topic, 1, RetentionBytes: partition == Source ? 1 : -1));
        return log;
    }

    private static void Append(MemoryLog log, TopicPartition to, string key, ReadOnlySpan<byte> value)
    {
        using ILogProducer producer = log.OpenProducer("test");
        CommitBatch commit = new();
        commit.Append(to, CommitBatch.StampAtCommit, System.Text.Encoding.ASCII.GetBytes(key), value);
        producer.Commit(commit);
    }

    private static long TrimSource(MemoryLog log)
    {
        for (int i = 0; i < 50; i++) Append(log, Source, "", "a number of some length"u8);
        log.EnforceRetention();
        long start = log.Range(Source).Start;
        start.ShouldBeGreaterThan(0);
        return start;
    }

    private sealed class Nothing : ICheckpointed
    {
        public int Parts => 0;

        public long StateBytes => 0;

        public void WriteHeader(ByteBuffer to)
        {
        }

        public void WritePart(int part, ByteBuffer to)
        {
        }

        public void ReadHeader(ReadOnlySpan<byte> header)
        {
        }

        public void ReadPart(ReadOnlySpan<byte> part)
        {
        }
    }
}
