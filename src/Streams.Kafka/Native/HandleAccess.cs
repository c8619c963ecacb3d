using System.Reflection;
using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace Houle.Streams.Kafka.Native;

/// <summary>The librdkafka handle inside a client of Confluent.Kafka, which keeps it internal: all that we know of its inside.</summary>
internal static class HandleAccess
{
    private static readonly PropertyInfo Property =
        typeof(Handle).GetProperty("LibrdkafkaHandle", BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public)
        ?? throw new MissingMemberException(
            "Confluent.Kafka.Handle has no LibrdkafkaHandle: this version of the package moved it; use 2.15.1, or find where it is now");

    /// <summary>The rd_kafka_t of a consumer, producer or admin client, valid until that is disposed.</summary>
    public static nint Native(this IClient client) => ((SafeHandle)Property.GetValue(client.Handle)!).DangerousGetHandle();
}
