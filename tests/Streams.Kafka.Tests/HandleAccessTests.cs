using Confluent.Kafka;
using Houle.Streams.Kafka.Native;

namespace Houle.Streams.Kafka.Tests;

/// <summary>The one thing that we know of Confluent.Kafka's inside. When it moves, this says so before anything else fails.</summary>
public sealed class HandleAccessTests
{
    [Fact]
    public void Native_handle_of_a_client_is_where_we_look_for_it()
    {
        NativeLibraryFinder.Use();
        using IProducer<byte[], byte[]> producer = new ProducerBuilder<byte[], byte[]>(
            new ProducerConfig { BootstrapServers = "127.0.0.1:1", ClientId = "handle-test" }).SetLogHandler((_, _) => { }).Build();
        nint handle = producer.Native();
        handle.ShouldNotBe(0);
        Librdkafka.rd_kafka_topic_new(handle, "a", 0).ShouldNotBe(0, "librdkafka does not take the handle for one of its own");
    }

    [Fact]
    public void Native_library_is_the_version_that_is_pinned()
    {
        NativeLibraryFinder.Use();
        Library.VersionString.ShouldBe("2.15.1");
    }
}
