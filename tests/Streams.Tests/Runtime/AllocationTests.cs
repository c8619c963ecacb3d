using Houle.Events;
using Houle.Streams.Detect;
using Houle.Streams.Log;
using Houle.Streams.Log.Memory;
using Houle.Streams.Observe;
using Houle.Streams.Tests.Log.Contract;
using Houle.Streams.Tests.Oracle;
using Houle.Streams.Topology;

namespace Houle.Streams.Tests.Runtime;

[CollectionDefinition(nameof(AllocationTests), DisableParallelization = true)] // others' collections empty the array pools that it warmed
[Collection(nameof(AllocationTests))]
public sealed class AllocationTests(ITestOutputHelper output)
{
    private const int Minutes = 60;
    private const int EventsPerMinute = 400;

    /// <summary>The log's own memory is left out: only what the tasks do is measured, in minutes that repeat each other.</summary>
    [Fact]
    public void Event_path_allocates_nothing_once_its_tables_have_grown()
    {
        TopologyOptions options = new()
        {
            Streams = [StreamOptions.Defaults[0] with { Partitions = 1, DuplicateHorizonMs = 600_000 }], ActivityPartitions = 1,
        };
        using MemoryLog log = new(new ManualTime());
        foreach (TopicDefinition topic in HouleTopology.Topics(options)) log.EnsureTopic(topic);
        ObserveTask observe = new(options, options.Streams[0], 0);
        DetectTask detect = new(options, 0);
        observe.Restore(log);
        detect.Restore(log);
        ILogProducer producer = log.OpenProducer("test");
        CommitBatch commit = new();
        RecordBatch batch = new();
        long allocated = 0;
        int windows = 0;
        for (int minute = 0; minute < Minutes; minute++)
        {
            Fill(producer, commit, minute);
            log.Read(observe.Source, observe.NextOffset, batch);
            long before = GC.GetAllocatedBytesForCurrentThread();
            observe.Process(batch, commit);
            observe.Flush(commit);
            long spent = GC.GetAllocatedBytesForCurrentThread() - before;
            producer.Commit(commit);
            observe.Committed(commit);
            commit.Clear();

            while (log.Read(detect.Source, detect.NextOffset, batch) > 0)
            {
                before = GC.GetAllocatedBytesForCurrentThread();
                detect.Process(batch, commit);
                detect.Flush(commit);
                spent += GC.GetAllocatedBytesForCurrentThread() - before;
                windows += commit.Records.Length;
                producer.Commit(commit);
                detect.Committed(commit);
                commit.Clear();
            }

            if (minute >= Minutes / 2) allocated += spent;
        }

        output.WriteLine($"{allocated} bytes for {Minutes / 2 * EventsPerMinute} events, {windows} result records in all");
        windows.ShouldBeGreaterThan(Minutes);
        ((double)allocated / (Minutes / 2 * EventsPerMinute)).ShouldBeLessThan(1); // a dictionary may grow once more
    }

    private static void Fill(ILogProducer producer, CommitBatch commit, int minute)
    {
        long start = 1_700_000_040_000 + (minute * 60_000L);
        Random random = new(1);
        for (int i = 0; i < EventsPerMinute; i++)
        {
            PlainEvent e = new()
            {
                Form = EventForm.Event, EventId = $"{minute}-{i}", TimeMs = start + (i * 100), City = $"fr/c{random.Next(20)}",
                Person = $"p{random.Next(50)}", Entities = [(EntityKind.Sound, $"s{random.Next(30)}"), (EntityKind.Hashtag, $"h{random.Next(90)}")],
                Segments = [$"segment-{i % 3}", "everybody"],
            };
            commit.Append(new TopicPartition(TopicNames.Social, 0), start, "k"u8, EventEncoder.Encode(Events.Stream.Social, e, random)!);
        }

        producer.Commit(commit);
        commit.Clear();
    }
}
