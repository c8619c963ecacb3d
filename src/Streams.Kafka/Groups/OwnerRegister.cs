using Houle.Streams.Kafka.Native;
using Houle.Streams.Log;

namespace Houle.Streams.Kafka.Groups;

/// <summary>Says which transactional id works on a partition from before its first transaction on, so that a successor can end one
/// that its owner left open, even if it was the first.</summary>
/// <remarks>Kept as committed offsets of a group without members, whose metadata is the name: one small request an assignment, no
/// topic of its own, and no transaction that could be left open itself.</remarks>
/// <param name="asker">As in <see cref="GroupPositions"/>.</param>
internal sealed unsafe class OwnerRegister(Asker asker, KafkaClients clients, GroupPositions positions)
{
    private const int AskMs = 5_000; // as in GroupPositions
    private const int AlterConsumerGroupOffsets = 15; // rd_kafka_admin_op_t

    private static readonly GroupPosition Nowhere = new(0, 0); // the offset says nothing here

    /// <summary>Transactional ids, as Kafka names them, of the last owners of <paramref name="partitions"/>.</summary>
    public IEnumerable<string> Read(string group, IReadOnlyCollection<TopicPartition> partitions) =>
        positions.Read(clients.OwnersGroup(group), partitions, stable: false).Select(at => at.Owner).OfType<string>();

    /// <summary>Returns when the broker holds the name durably.</summary>
    public void Write(string group, IReadOnlyCollection<TopicPartition> partitions, string owner)
    {
        if (partitions.Count == 0) return;
        string register = clients.OwnersGroup(group);
        long until = Environment.TickCount64 + clients.Options.RequestTimeoutMs;
        int error;
        while ((error = asker.Use(client => Write(client, register, partitions, owner))) == Librdkafka.TimedOut && Environment.TickCount64 < until)
            asker.Replace();
        Check(error, register);
    }

    private int Write(nint client, string register, IReadOnlyCollection<TopicPartition> partitions, string owner)
    {
        NativePartitionList* list = GroupPositions.Pack([.. partitions.Select(partition => (partition, Nowhere))], clients, owner);
        nint queue = Librdkafka.rd_kafka_queue_new(client);
        nint options = Librdkafka.rd_kafka_AdminOptions_new(client, AlterConsumerGroupOffsets);
        nint request = Librdkafka.rd_kafka_AlterConsumerGroupOffsets_new(register, list);
        nint answer = 0;
        try
        {
            Librdkafka.rd_kafka_AlterConsumerGroupOffsets(client, &request, 1, options, queue);
            answer = Librdkafka.rd_kafka_queue_poll(queue, Math.Min(AskMs, clients.Options.RequestTimeoutMs));
            return answer == 0 ? Librdkafka.TimedOut : Error(answer);
        }
        finally
        {
            if (answer != 0) Librdkafka.rd_kafka_event_destroy(answer);
            Librdkafka.rd_kafka_AlterConsumerGroupOffsets_destroy(request);
            Librdkafka.rd_kafka_AdminOptions_destroy(options);
            Librdkafka.rd_kafka_queue_destroy(queue);
            Librdkafka.rd_kafka_topic_partition_list_destroy(list);
        }
    }

    private static void Check(int error, string register)
    {
        if (error != Librdkafka.NoError) throw KafkaErrors.Of($"register of owners {register}", error, Librdkafka.Describe(error));
    }

    /// <summary>Of the answer, of the group in it, or of one of the partitions.</summary>
    private static int Error(nint answer)
    {
        int error = Librdkafka.rd_kafka_event_error(answer);
        if (error != Librdkafka.NoError) return error;
        nint count;
        nint* groups = Librdkafka.rd_kafka_AlterConsumerGroupOffsets_result_groups(
            Librdkafka.rd_kafka_event_AlterConsumerGroupOffsets_result(answer), &count);
        nint groupError = Librdkafka.rd_kafka_group_result_error(groups[0]);
        if (groupError != 0) return Librdkafka.rd_kafka_error_code(groupError);
        NativePartitionList* list = Librdkafka.rd_kafka_group_result_partitions(groups[0]);
        for (int i = 0; list != null && i < list->Count; i++)
        {
            if (list->Items[i].Error != Librdkafka.NoError) return list->Items[i].Error;
        }

        return Librdkafka.NoError;
    }
}
