using System.Diagnostics;
using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace Houle.Bench.Kafka;

/// <summary>How fast an engine gets through a topic, whichever it is: seen in the offsets that its groups commit.</summary>
internal static class GroupProgress
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20), Timeout = TimeSpan.FromSeconds(30);

    /// <param name="Seconds">From the first commit seen to the one that left nothing, in the source and in what came of it.</param>
    /// <param name="Records">Source records committed in that time: those of the first commit are left out.</param>
    internal readonly record struct Result(double Seconds, long Records)
    {
        public double PerSecond => Records / Seconds;
    }

    /// <summary>Waits until the first of <paramref name="groups"/> is at the end of <paramref name="source"/>, and all of them are at
    /// the ends of whatever topics they read (their own internal ones too).</summary>
    public static async Task<Result> Measure(string bootstrap, string source, string[] groups, Task engine, TimeSpan bound)
    {
        // On a consumer's handle: librdkafka 2.15 ends a process whose client asks without a group while a coordinator is away.
        using IConsumer<byte[], byte[]> asker =
            new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig { BootstrapServers = bootstrap, GroupId = "bench" }).Build();
        using IAdminClient admin = new DependentAdminClientBuilder(asker.Handle).Build();
        long total = (await Ends(admin, Partitions(admin, source))).Values.Sum();
        long began = Stopwatch.GetTimestamp(), first = 0, firstRecords = 0;
        while (true)
        {
            Dictionary<TopicPartition, long>[] committed = await Task.WhenAll(groups.Select(group => Committed(admin, group)));
            long records = committed[0].Where(at => at.Key.Topic == source).Sum(at => at.Value);
            long now = Stopwatch.GetTimestamp();
            if (first == 0 && records > 0) (first, firstRecords) = (now, records);
            if (records >= total && Array.TrueForAll(committed, group => group.Count > 0) && await AreAtEnd(admin, committed))
                return new Result(Stopwatch.GetElapsedTime(first, now).TotalSeconds, total - firstRecords);
            if (engine.IsCompleted) throw new InvalidOperationException($"the engine ended at {records} of {total} records");
            if (Stopwatch.GetElapsedTime(began) > bound) throw new TimeoutException($"{records} of {total} records after {bound}");
            await Task.Delay(PollInterval);
        }
    }

    /// <summary>A transaction's marker takes an offset after the last record: one of a partition may stay unread.</summary>
    private static async Task<bool> AreAtEnd(IAdminClient admin, Dictionary<TopicPartition, long>[] committed)
    {
        Dictionary<TopicPartition, long> ends = await Ends(admin, [.. committed.SelectMany(group => group.Keys).Distinct()]);
        return committed.All(group => group.All(at => ends[at.Key] - at.Value <= 1));
    }

    public static async Task<Dictionary<TopicPartition, long>> Committed(IAdminClient admin, string group)
    {
        try
        {
            List<ListConsumerGroupOffsetsResult> answer = await admin.ListConsumerGroupOffsetsAsync([new ConsumerGroupTopicPartitions(group, null)]);
            return answer[0].Partitions.Where(at => at.Offset.Value >= 0).ToDictionary(at => at.TopicPartition, at => at.Offset.Value);
        }
        catch (ListConsumerGroupOffsetsException)
        {
            return []; // no such group yet
        }
    }

    private static async Task<Dictionary<TopicPartition, long>> Ends(IAdminClient admin, IReadOnlyCollection<TopicPartition> partitions)
    {
        ListOffsetsResult answer = await admin.ListOffsetsAsync(
            partitions.Select(partition => new TopicPartitionOffsetSpec { TopicPartition = partition, OffsetSpec = OffsetSpec.Latest() }));
        return answer.ResultInfos.ToDictionary(at => at.TopicPartitionOffsetError.TopicPartition, at => at.TopicPartitionOffsetError.Offset.Value);
    }

    private static TopicPartition[] Partitions(IAdminClient admin, string topic) =>
        [.. admin.GetMetadata(topic, Timeout).Topics[0].Partitions.Select(partition => new TopicPartition(topic, partition.PartitionId))];
}
