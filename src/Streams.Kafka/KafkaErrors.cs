using System.Runtime.InteropServices;
using Confluent.Kafka;
using Houle.Streams.Kafka.Native;
using Houle.Streams.Log;

namespace Houle.Streams.Kafka;

/// <summary>Turns the client's errors into the log's, in a line that says what to do.</summary>
internal static class KafkaErrors
{
    public static LogException Of(string doing, KafkaException e) => Of(doing, (int)e.Error.Code, e.Error.Reason, e);

    public static LogException Of(string doing, int error, string reason, Exception? inner = null) => error switch
    {
        Librdkafka.TopicAuthorization => new LogException(
            $"{doing}: Kafka forbids it; grant this user Read, Write and Describe on the topic", inner),
        Librdkafka.GroupAuthorization => new LogException(
            $"{doing}: Kafka forbids it; grant this user Read and Describe on the group", inner),
        _ when IsPassing(error) => new LogUnavailableException(
            $"{doing}: no broker answers ({reason}); check kafka.bootstrap and that the brokers are up", inner),
        _ => new LogException($"{doing}: {reason}", inner),
    };

    /// <summary>Throws what a call returned, if it is an error, and frees it.</summary>
    public static unsafe void Check(nint error, string doing, string transactionalId)
    {
        if (error == 0) return;
        int code = Librdkafka.rd_kafka_error_code(error);
        string reason = Marshal.PtrToStringUTF8((nint)Librdkafka.rd_kafka_error_string(error)) ?? "";
        bool abort = Librdkafka.rd_kafka_error_txn_requires_abort(error) != 0;
        Librdkafka.rd_kafka_error_destroy(error);
        if (IsFenced(code)) throw new ProducerFencedException(transactionalId);
        if (IsRebalancing(code)) throw new GroupRebalancingException($"{doing} of '{transactionalId}': {reason}");
        if (abort || IsOutOfGroup(code)) throw new CommitAbortedException($"{doing} of '{transactionalId}': {reason}");
        throw Of($"{doing} of '{transactionalId}'", code, reason);
    }

    public static bool IsFenced(int code) => code is
        (int)ErrorCode.Local_Fenced or (int)ErrorCode.ProducerFenced or (int)ErrorCode.InvalidProducerEpoch;

    /// <summary>A broker is away, or has just come back: asking again may help.</summary>
    public static bool IsPassing(int code) =>
        code is Librdkafka.Transport or Librdkafka.AllBrokersDown or Librdkafka.TimedOut or Librdkafka.Resolve ||
        (ErrorCode)code is ErrorCode.GroupLoadInProgress or ErrorCode.GroupCoordinatorNotAvailable or ErrorCode.NotCoordinatorForGroup
            or ErrorCode.LeaderNotAvailable or ErrorCode.NotLeaderForPartition or ErrorCode.RequestTimedOut
            or ErrorCode.Local_WaitCoord;

    private static bool IsRebalancing(int code) => code is (int)ErrorCode.IllegalGeneration or (int)ErrorCode.RebalanceInProgress;

    private static bool IsOutOfGroup(int code) => code is (int)ErrorCode.UnknownMemberId or (int)ErrorCode.FencedInstanceId;
}

/// <summary>The group is between two generations: nothing was committed, and the member is still in it.</summary>
internal sealed class GroupRebalancingException(string message) : CommitAbortedException(message);
