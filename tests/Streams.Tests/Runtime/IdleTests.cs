using Houle.Avro.Binary;
using Houle.Events;
using Houle.Streams.Log;
using Houle.Streams.Log.Memory;
using Houle.Streams.Runtime;
using Houle.Streams.Tests.Oracle;
using Houle.Streams.Topology;

namespace Houle.Streams.Tests.Runtime;

/// <summary>A partition of a foreign topic that falls silent must not hold up its stream, and what was decided about it
/// must be decided again, without a clock, when the topic is read again.</summary>
public sealed class IdleTests
{
    private const long Start = 1_700_000_040_000;

    [Fact]
    public void Quiet_partition_of_a_foreign_topic_follows_the_stream_after_the_idle_time()
    {
        SteppedTime time = new();
        using MemoryLog log = Filled(time, foreign: true);
        TaskLoop loop = Loop(log, time, foreign: true);
        Drain(loop);
        Windows(log).ShouldBe(0);

        time.Advance(TimeSpan.FromSeconds(59));
        Drain(loop);
        Windows(log).ShouldBe(0, "59 s are not the 60 s of the stream's idle time");

        time.Advance(TimeSpan.FromSeconds(2));
        Drain(loop);
        Windows(log).ShouldBe(1);
        log.Range(new TopicPartition(TopicNames.Control, 0)).Count.ShouldBe(1);
    }

    /// <summary>Two loops that know nothing of one another, as two processes.</summary>
    [Fact]
    public void Quiet_partition_follows_a_stream_whose_other_partition_another_process_reads()
    {
        SteppedTime time = new();
        using MemoryLog log = Filled(time, foreign: true);
        IReadOnlyList<IStreamTask> tasks = HouleTopology.Tasks(Options(foreign: true));
        RuntimeOptions options = new() { CommitIntervalMs = int.MaxValue };
        TaskLoop busy = new(log, options, "busy", [.. tasks.Where(task => task.Source.Partition == 0)], new StreamTimeBoard(), time);
        TaskLoop quiet = new(log, options, "quiet", [.. tasks.Where(task => task.Source.Partition == 1)], new StreamTimeBoard(), time);
        for (int round = 0; round < 3; round++)
        {
            Drain(busy);
            Drain(quiet);
            Windows(log).ShouldBe(round == 2 ? 1 : 0, $"after {round} minutes");
            time.Advance(TimeSpan.FromSeconds(61));
        }

        log.Range(new TopicPartition(TopicNames.Control, 0)).Count.ShouldBe(1);
    }

    [Fact]
    public void Quiet_partition_of_a_topic_we_fill_is_never_taken_for_idle()
    {
        SteppedTime time = new();
        using MemoryLog log = Filled(time, foreign: false);
        TaskLoop loop = Loop(log, time, foreign: false);
        Drain(loop);
        time.Advance(TimeSpan.FromHours(10));
        Drain(loop);
        Windows(log).ShouldBe(0);
    }

    [Fact]
    public void Reading_again_with_the_control_topic_gives_the_same_windows_without_a_clock()
    {
        SteppedTime time = new();
        using MemoryLog log = Filled(time, foreign: true);
        TaskLoop first = Loop(log, time, foreign: true);
        Drain(first);
        time.Advance(TimeSpan.FromMinutes(2));
        Drain(first);
        string expected = OutputHash.Of(log);

        using MemoryLog again = Filled(time, foreign: true);
        Copy(log, again, TopicNames.Control);
        Drain(Loop(again, new SteppedTime(), foreign: true)); // a clock that stands still
        OutputHash.Of(again).ShouldBe(expected);
    }

    private static TopologyOptions Options(bool foreign) => new()
    {
        Streams = [StreamOptions.Defaults[0] with { Partitions = 2, Foreign = foreign, IdleMs = 60_000 }],
        ActivityPartitions = 1, RollUp = false,
    };

    /// <summary>Partition 0 has an event and goes on for ten minutes; partition 1 is empty.</summary>
    private static MemoryLog Filled(TimeProvider time, bool foreign)
    {
        MemoryLog log = new(time);
        foreach (TopicDefinition topic in HouleTopology.Topics(Options(foreign))) log.EnsureTopic(topic);
        CommitBatch batch = new();
        for (int minute = 0; minute < 10; minute += 9)
        {
            PlainEvent e = new() { Form = EventForm.Event, EventId = $"e{minute}", TimeMs = Start + (minute * 60_000), City = "fr/paris" };
            batch.Append(new TopicPartition(TopicNames.Social, 0), Start + 600_000, "k"u8, EventEncoder.Encode(Events.Stream.Social, e, new Random(1))!);
        }

        log.OpenProducer("source").Commit(batch);
        return log;
    }

    private static TaskLoop Loop(MemoryLog log, TimeProvider time, bool foreign) => new(
        log, new RuntimeOptions { CommitIntervalMs = int.MaxValue }, "loop", HouleTopology.Tasks(Options(foreign)), new StreamTimeBoard(), time);

    private static void Drain(TaskLoop loop)
    {
        for (int round = 0; round < 10; round++) loop.Step();
    }

    private static long Windows(MemoryLog log) => log.Range(new TopicPartition(TopicNames.CityWindows, 0)).Count;

    private static void Copy(MemoryLog from, MemoryLog to, string topic)
    {
        RecordBatch batch = new();
        CommitBatch commit = new();
        from.Read(new TopicPartition(topic, 0), 0, batch);
        for (int i = 0; i < batch.Count; i++)
        {
            Control.Read(SingleObject.Body(batch[i].Value)).AfterOffset.ShouldBe(-1);
            commit.Append(new TopicPartition(topic, 0), batch[i].TimestampMs, batch[i].Key, batch[i].Value);
        }

        to.OpenProducer("copy").Commit(commit);
    }
}
