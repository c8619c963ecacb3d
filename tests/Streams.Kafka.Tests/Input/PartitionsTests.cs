using Houle.Avro.Binary;
using Houle.Events;
using Houle.Streams.Log;
using Houle.Streams.Observe;
using Houle.Streams.Runtime;
using Houle.Streams.Topology;

namespace Houle.Streams.Kafka.Tests.Input;

/// <summary>Partitions of a foreign topic that do not keep step: idle ones, skewed ones, and ones that are added.</summary>
public sealed class PartitionsTests(KafkaBroker broker)
{
    private const long Minute = 60_000;
    private static readonly long Now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / Minute * Minute;

    /// <summary>Two instances with a log and a board of their own each, as two processes have them.</summary>
    [Fact]
    public void Idle_partition_follows_its_stream_though_another_instance_reads_the_busy_one()
    {
        using Deployment deployment = new(broker.Bootstrap, partitions: 2) { IdleMs = 1_500 };
        using ForeignTopic topic = new(broker.Bootstrap, deployment.Source, 2);
        using StreamsRuntime first = deployment.Start();
        Deployment.WaitFor(() => Sources(first) == 2, "the first instance got no partitions");
        using KafkaLog log = deployment.Open();
        using StreamsRuntime second = deployment.Start(log, "second-");
        Deployment.WaitFor(() => Sources(first) == 1 && Sources(second) == 1, "the two did not share the partitions");

        topic.SendMention(0, "e1", Now - (10 * Minute), "fr/paris");
        topic.SendMention(0, "e2", Now, "fr/paris");
        Deployment.WaitFor(() => deployment.Windows().Count == 1, "partition 1 is idle, and the window did not close");
        deployment.Windows().ShouldBe([(Now - (10 * Minute), "fr/paris", 1)]);
        ControlTimes(deployment.Log).ShouldContain(("observe:mentions/1", Now));
        Stop(first, second);
    }

    [Fact]
    public void Skewed_partitions_that_catch_up_lose_nothing_and_call_nothing_late()
    {
        using Deployment deployment = new(broker.Bootstrap, partitions: 2);
        using ForeignTopic topic = new(broker.Bootstrap, deployment.Source, 2);
        const int hours = 50;
        for (int hour = hours; hour > 0; hour--)
        {
            // Partition 0 is read first and goes far ahead; partition 1 has the same hours, many more records, and stands behind them.
            topic.SendMention(0, $"ahead {hour}", Now - (hour * 60 * Minute), "fr/paris");
            for (int i = 0; i < 4; i++) topic.SendMention(1, $"behind {hour} {i}", Now - (hour * 60 * Minute), "fr/paris");
        }

        foreach (int partition in (int[])[0, 1]) topic.SendMention(partition, $"closer {partition}", Now + (2 * Minute), "fr/paris", Now + (2 * Minute));
        deployment.RunToEnd();
        HourAccount account = deployment.Account();
        (account.Read, account.Accepted, account.Late).ShouldBe((topic.Count, topic.Count, 0));
        deployment.Windows().ShouldBe(Enumerable.Range(1, hours).Select(back => (Now - ((hours + 1 - back) * 60 * Minute), "fr/paris", 5L)));
    }

    [Fact]
    public void Partition_added_under_a_running_instance_waits_and_counts_once_it_is_configured()
    {
        using Deployment deployment = new(broker.Bootstrap, partitions: 1);
        using ForeignTopic topic = new(broker.Bootstrap, deployment.Source, 1);
        using (StreamsRuntime runtime = deployment.Start())
        {
            topic.SendMention(0, "before", Now, "fr/paris");
            topic.AddPartitions(upTo: 2);
            Deployment.WaitFor(() => Sent(topic, "into the new one"), "the new partition takes no records");
            topic.SendMention(0, "closer", Now + (2 * Minute), "fr/paris", Now + (2 * Minute));
            Deployment.WaitFor(() => deployment.Windows().Count == 1, "the window did not close");
            Stop(runtime);
        }

        deployment.Windows().ShouldBe([(Now, "fr/paris", 1)]);
        deployment.Account().Read.ShouldBe(2); // what is in the new partition waits

        using Deployment grown = deployment.With(partitions: 2);
        topic.SendMention(1, "closer 1", Now + (2 * Minute), "fr/paris", Now + (2 * Minute));
        grown.RunToEnd();
        grown.Account().Read.ShouldBe(topic.Count);
        grown.DeadLetters().ShouldBeEmpty();
    }

    private static int Sources(StreamsRuntime runtime) => runtime.Partitions.Count(partition => partition.Topic == Deployment.Topic);

    private static bool Sent(ForeignTopic topic, string id)
    {
        try
        {
            topic.SendMention(1, id, Now, "fr/paris");
            return true;
        }
        catch (Confluent.Kafka.ProduceException<byte[], byte[]>)
        {
            return false; // the client has not heard of the partition yet
        }
    }

    private static void Stop(params StreamsRuntime[] runtimes)
    {
        foreach (StreamsRuntime runtime in runtimes) runtime.Stop();
        foreach (StreamsRuntime runtime in runtimes) runtime.Completion.Wait(TimeSpan.FromSeconds(60)).ShouldBeTrue();
    }

    private static List<(string Task, long TimeMs)> ControlTimes(KafkaLog log)
    {
        List<(string, long)> times = [];
        log.Scan(new TopicPartition(TopicNames.Control, 0), (scoped in RecordView record) =>
        {
            Control control = Control.Read(SingleObject.Body(record.Value));
            times.Add((System.Text.Encoding.UTF8.GetString(control.Task), control.StreamTimeMs));
        });
        return times;
    }
}
