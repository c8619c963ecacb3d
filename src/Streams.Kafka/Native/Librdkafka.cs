using System.Runtime.InteropServices;

namespace Houle.Streams.Kafka.Native;

/// <summary>What we call of librdkafka itself: reading in batches, producing spans, positions with metadata. The rest goes
/// through Confluent.Kafka, on the same handles.</summary>
/// <remarks>Names and shapes as in rdkafka.h of 2.15.1; both are part of its stable ABI.</remarks>
internal static unsafe partial class Librdkafka
{
    public const string Name = "librdkafka";

    /// <summary>rd_kafka_resp_err_t values that we treat apart.</summary>
    public const int NoError = 0, OutOfRange = 1, UnknownTopicOrPartition = 3, QueueFull = -184, PartitionEof = -191,
        UnknownPartition = -190, UnknownTopic = -188, AutoOffsetReset = -140, Transport = -195, AllBrokersDown = -187,
        TimedOut = -185, Resolve = -193, TopicAuthorization = 29, GroupAuthorization = 30;

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint rd_kafka_topic_new(nint client, string topic, nint conf);

    [LibraryImport(Name)]
    public static partial void rd_kafka_topic_destroy(nint topic);

    [LibraryImport(Name)]
    public static partial int rd_kafka_last_error();

    [LibraryImport(Name)]
    public static partial byte* rd_kafka_err2str(int error);

    [LibraryImport(Name)]
    public static partial nint rd_kafka_queue_new(nint client);

    [LibraryImport(Name)]
    public static partial void rd_kafka_queue_destroy(nint queue);

    [LibraryImport(Name)]
    public static partial void rd_kafka_queue_cb_event_enable(
        nint queue, delegate* unmanaged[Cdecl]<nint, nint, void> callback, nint opaque);

    [LibraryImport(Name)]
    public static partial int rd_kafka_consume_start_queue(nint topic, int partition, long offset, nint queue);

    [LibraryImport(Name)]
    public static partial int rd_kafka_consume_stop(nint topic, int partition);

    [LibraryImport(Name)]
    public static partial nint rd_kafka_consume_batch_queue(nint queue, int timeoutMs, NativeMessage** messages, nint count);

    [LibraryImport(Name)]
    public static partial void rd_kafka_message_destroy(NativeMessage* message);

    [LibraryImport(Name), SuppressGCTransition]
    public static partial long rd_kafka_message_timestamp(NativeMessage* message, int* type);

    [LibraryImport(Name)]
    public static partial int rd_kafka_message_headers(NativeMessage* message, nint* headers);

    [LibraryImport(Name)]
    public static partial nint rd_kafka_header_cnt(nint headers);

    [LibraryImport(Name)]
    public static partial int rd_kafka_header_get_all(nint headers, nint index, byte** name, byte** value, nint* size);

    [LibraryImport(Name)]
    public static partial nint rd_kafka_produceva(nint client, VariableArgument* arguments, nint count);

    [LibraryImport(Name)]
    public static partial int rd_kafka_error_code(nint error);

    [LibraryImport(Name)]
    public static partial byte* rd_kafka_error_string(nint error);

    [LibraryImport(Name)]
    public static partial int rd_kafka_error_is_fatal(nint error);

    [LibraryImport(Name)]
    public static partial int rd_kafka_error_is_retriable(nint error);

    [LibraryImport(Name)]
    public static partial int rd_kafka_error_txn_requires_abort(nint error);

    [LibraryImport(Name)]
    public static partial void rd_kafka_error_destroy(nint error);

    [LibraryImport(Name)]
    public static partial NativePartitionList* rd_kafka_topic_partition_list_new(int size);

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    public static partial NativePartition* rd_kafka_topic_partition_list_add(NativePartitionList* list, string topic, int partition);

    [LibraryImport(Name)]
    public static partial void rd_kafka_topic_partition_list_destroy(NativePartitionList* list);

    [LibraryImport(Name)]
    public static partial nint rd_kafka_consumer_group_metadata(nint client);

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint rd_kafka_consumer_group_metadata_new(string group);

    [LibraryImport(Name)]
    public static partial void rd_kafka_consumer_group_metadata_destroy(nint metadata);

    [LibraryImport(Name)]
    public static partial nint rd_kafka_send_offsets_to_transaction(nint client, NativePartitionList* offsets, nint metadata, int timeoutMs);

    [LibraryImport(Name)]
    public static partial nint rd_kafka_init_transactions(nint client, int timeoutMs);

    [LibraryImport(Name)]
    public static partial nint rd_kafka_begin_transaction(nint client);

    [LibraryImport(Name)]
    public static partial nint rd_kafka_commit_transaction(nint client, int timeoutMs);

    [LibraryImport(Name)]
    public static partial nint rd_kafka_abort_transaction(nint client, int timeoutMs);

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int rd_kafka_query_watermark_offsets(
        nint client, string topic, int partition, long* low, long* high, int timeoutMs);

    [LibraryImport(Name)]
    public static partial nint rd_kafka_AdminOptions_new(nint client, int operation);

    [LibraryImport(Name)]
    public static partial void rd_kafka_AdminOptions_destroy(nint options);

    [LibraryImport(Name)]
    public static partial nint rd_kafka_AdminOptions_set_require_stable_offsets(nint options, int require);

    [LibraryImport(Name)]
    public static partial int rd_kafka_AdminOptions_set_request_timeout(nint options, int timeoutMs, byte* error, nint errorSize);

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint rd_kafka_ListConsumerGroupOffsets_new(string group, NativePartitionList* partitions);

    [LibraryImport(Name)]
    public static partial void rd_kafka_ListConsumerGroupOffsets_destroy(nint request);

    [LibraryImport(Name)]
    public static partial void rd_kafka_ListConsumerGroupOffsets(nint client, nint* requests, nint count, nint options, nint queue);

    [LibraryImport(Name)]
    public static partial nint* rd_kafka_ListConsumerGroupOffsets_result_groups(nint result, nint* count);

    [LibraryImport(Name)]
    public static partial nint rd_kafka_event_ListConsumerGroupOffsets_result(nint resultEvent);

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint rd_kafka_AlterConsumerGroupOffsets_new(string group, NativePartitionList* partitions);

    [LibraryImport(Name)]
    public static partial void rd_kafka_AlterConsumerGroupOffsets_destroy(nint request);

    [LibraryImport(Name)]
    public static partial void rd_kafka_AlterConsumerGroupOffsets(nint client, nint* requests, nint count, nint options, nint queue);

    [LibraryImport(Name)]
    public static partial nint* rd_kafka_AlterConsumerGroupOffsets_result_groups(nint result, nint* count);

    [LibraryImport(Name)]
    public static partial nint rd_kafka_event_AlterConsumerGroupOffsets_result(nint resultEvent);

    [LibraryImport(Name)]
    public static partial nint rd_kafka_queue_poll(nint queue, int timeoutMs);

    [LibraryImport(Name)]
    public static partial int rd_kafka_event_error(nint resultEvent);

    [LibraryImport(Name)]
    public static partial void rd_kafka_event_destroy(nint resultEvent);

    [LibraryImport(Name)]
    public static partial nint rd_kafka_group_result_error(nint group);

    [LibraryImport(Name)]
    public static partial NativePartitionList* rd_kafka_group_result_partitions(nint group);

    public static string Describe(int error) => Marshal.PtrToStringUTF8((nint)rd_kafka_err2str(error)) ?? $"error {error}";
}

/// <summary>rd_kafka_message_t.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeMessage
{
    public int Error;
    public nint Topic;
    public int Partition;
    public byte* Value;
    public nint ValueLength;
    public byte* Key;
    public nint KeyLength;
    public long Offset;
    public nint Private;
}

/// <summary>rd_kafka_topic_partition_t.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativePartition
{
    public byte* Topic;
    public int Partition;
    public long Offset;
    public byte* Metadata;
    public nint MetadataLength;
    public nint Opaque;
    public int Error;
    public nint Private;
}

/// <summary>rd_kafka_topic_partition_list_t.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativePartitionList
{
    public int Count;
    public int Size;
    public NativePartition* Items;
}

/// <summary>rd_kafka_vu_t: one named argument of rd_kafka_produceva; the union has 64 bytes.</summary>
[StructLayout(LayoutKind.Explicit, Size = 72)]
internal struct VariableArgument
{
    public const int Topic = 2, Partition = 3, Value = 4, Key = 5, Flags = 7, Timestamp = 8, Header = 9;

    [FieldOffset(0)]
    public int Kind;

    [FieldOffset(8)]
    public nint Pointer;

    [FieldOffset(8)]
    public long Number;

    [FieldOffset(8)]
    public int SmallNumber;

    [FieldOffset(16)]
    public nint Size;

    [FieldOffset(16)]
    public nint HeaderValue;

    [FieldOffset(24)]
    public nint HeaderSize;
}
