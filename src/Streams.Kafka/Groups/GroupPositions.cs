using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Houle.Streams.Kafka.Native;
using Houle.Streams.Log;
using TopicPartition = Houle.Streams.Log.TopicPartition;

namespace Houle.Streams.Kafka.Groups;

/// <summary>A committed offset with what its metadata says: how far back its owner may read again, and who that was.</summary>
internal readonly record struct OwnedPosition(TopicPartition Partition, GroupPosition Position, string? Owner);

/// <summary>Reads groups' committed offsets, and writes them in the form that it reads.</summary>
/// <remarks>Confluent.Kafka passes no metadata, so this calls librdkafka. Metadata is "low=N;by=TRANSACTIONAL-ID".</remarks>
/// <param name="asker">Whom it asks by; the log's.</param>
/// <param name="clients">Names and time-outs.</param>
internal sealed unsafe class GroupPositions(Asker asker, KafkaClients clients)
{
    private const int ListConsumerGroupOffsets = 14; // rd_kafka_admin_op_t
    private const int AskMs = 5_000; // far more than an answer takes; after it the client is taken for stuck
    private const int UnstableOffsetCommit = 88;
    private const int GroupIdNotFound = 69;

    private enum Answer
    {
        Positions,
        Unstable,
        None,
    }

    /// <param name="kafkaGroup">As Kafka names it.</param>
    /// <param name="partitions">Null for all that it ever committed.</param>
    /// <param name="stable">Wait until no transaction that would change them is open; else what was committed last.</param>
    public List<OwnedPosition> Read(string kafkaGroup, IReadOnlyCollection<TopicPartition>? partitions, bool stable)
    {
        long until = Environment.TickCount64 + clients.Options.RequestTimeoutMs;
        while (true)
        {
            (Answer answer, List<OwnedPosition> found) = asker.Use(client => Ask(client, kafkaGroup, partitions, stable));
            if (answer == Answer.Positions) return found;
            if (answer == Answer.None)
            {
                asker.Replace();
                if (Environment.TickCount64 > until) throw KafkaErrors.Of($"positions of group {kafkaGroup}", Librdkafka.TimedOut, "no answer");
                continue;
            }

            if (Environment.TickCount64 > until)
            {
                throw new CommitAbortedException(
                    $"the positions of group {kafkaGroup} are held by a transaction that has not ended within {clients.Options.RequestTimeoutMs} ms");
            }

            Thread.Sleep(20);
        }
    }

    /// <summary>A native list of positions, to be freed by the caller.</summary>
    public static NativePartitionList* Pack(
        IReadOnlyList<(TopicPartition Partition, GroupPosition Position)> positions, KafkaClients clients, string owner)
    {
        NativePartitionList* list = Librdkafka.rd_kafka_topic_partition_list_new(positions.Count);
        foreach ((TopicPartition partition, GroupPosition position) in positions)
        {
            NativePartition* item = Librdkafka.rd_kafka_topic_partition_list_add(
                list, clients.Topic(partition.Topic), partition.Partition);
            item->Offset = position.Next;
            byte[] metadata = Encoding.UTF8.GetBytes(
                string.Create(CultureInfo.InvariantCulture, $"low={position.Low};by={owner}"));
            item->Metadata = (byte*)NativeMemory.Alloc((nuint)metadata.Length); // librdkafka frees it with the list
            item->MetadataLength = metadata.Length;
            metadata.CopyTo(new Span<byte>(item->Metadata, metadata.Length));
        }

        return list;
    }

    private (Answer Answer, List<OwnedPosition> Found) Ask(
        nint client, string kafkaGroup, IReadOnlyCollection<TopicPartition>? partitions, bool stable)
    {
        List<OwnedPosition> found = [];
        nint queue = Librdkafka.rd_kafka_queue_new(client);
        nint options = Librdkafka.rd_kafka_AdminOptions_new(client, ListConsumerGroupOffsets);
        NativePartitionList* wanted = partitions is null ? null : Names(partitions);
        nint request = Librdkafka.rd_kafka_ListConsumerGroupOffsets_new(kafkaGroup, wanted);
        nint answer = 0;
        try
        {
            nint refused = Librdkafka.rd_kafka_AdminOptions_set_require_stable_offsets(options, stable ? 1 : 0);
            if (refused != 0) Librdkafka.rd_kafka_error_destroy(refused);
            Librdkafka.rd_kafka_ListConsumerGroupOffsets(client, &request, 1, options, queue);
            answer = Librdkafka.rd_kafka_queue_poll(queue, Math.Min(AskMs, clients.Options.RequestTimeoutMs));
            if (answer == 0) return (Answer.None, found);
            return (TryTake(kafkaGroup, answer, found) ? Answer.Positions : Answer.Unstable, found);
        }
        finally
        {
            if (answer != 0) Librdkafka.rd_kafka_event_destroy(answer);
            Librdkafka.rd_kafka_ListConsumerGroupOffsets_destroy(request);
            if (wanted != null) Librdkafka.rd_kafka_topic_partition_list_destroy(wanted);
            Librdkafka.rd_kafka_AdminOptions_destroy(options);
            Librdkafka.rd_kafka_queue_destroy(queue);
        }
    }

    private bool TryTake(string kafkaGroup, nint answer, List<OwnedPosition> found)
    {
        int error = Librdkafka.rd_kafka_event_error(answer);
        if (error == UnstableOffsetCommit) return false;
        if (error != Librdkafka.NoError) throw KafkaErrors.Of($"positions of group {kafkaGroup}", error, Librdkafka.Describe(error));
        nint result = Librdkafka.rd_kafka_event_ListConsumerGroupOffsets_result(answer);
        nint count;
        nint* groups = Librdkafka.rd_kafka_ListConsumerGroupOffsets_result_groups(result, &count);
        nint groupError = Librdkafka.rd_kafka_group_result_error(groups[0]);
        if (groupError != 0)
        {
            int code = Librdkafka.rd_kafka_error_code(groupError);
            if (code == UnstableOffsetCommit) return false;
            if (code == GroupIdNotFound) return true;
            throw KafkaErrors.Of($"positions of group {kafkaGroup}", code, Librdkafka.Describe(code));
        }

        NativePartitionList* list = Librdkafka.rd_kafka_group_result_partitions(groups[0]);
        for (int i = 0; list != null && i < list->Count; i++)
        {
            NativePartition item = list->Items[i];
            if (item.Error == UnstableOffsetCommit) return false;
            if (item.Offset < 0) continue; // never committed
            string topic = Marshal.PtrToStringUTF8((nint)item.Topic)!;
            if (!clients.IsOurs(topic)) continue;
            string metadata = Encoding.UTF8.GetString(new ReadOnlySpan<byte>(item.Metadata, (int)item.MetadataLength)); // null when empty
            found.Add(Unpack(new TopicPartition(clients.NameOf(topic), item.Partition), item.Offset, metadata));
        }

        return true;
    }

    /// <summary>A position that a tool of Kafka's has set says nothing of a lower one, nor of an owner.</summary>
    private static OwnedPosition Unpack(TopicPartition partition, long next, string metadata)
    {
        long low = next;
        string? owner = null;
        foreach (string part in metadata.Split(';'))
        {
            if (part.StartsWith("low=", StringComparison.Ordinal) &&
                long.TryParse(part.AsSpan(4), NumberStyles.None, CultureInfo.InvariantCulture, out long given))
            {
                low = Math.Min(next, given);
            }
            else if (part.StartsWith("by=", StringComparison.Ordinal))
            {
                owner = part[3..];
            }
        }

        return new OwnedPosition(partition, new GroupPosition(next, low), owner);
    }

    private NativePartitionList* Names(IReadOnlyCollection<TopicPartition> partitions)
    {
        NativePartitionList* list = Librdkafka.rd_kafka_topic_partition_list_new(partitions.Count);
        foreach (TopicPartition partition in partitions)
            _ = Librdkafka.rd_kafka_topic_partition_list_add(list, clients.Topic(partition.Topic), partition.Partition);
        return list;
    }
}
