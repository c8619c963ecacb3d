using Confluent.Kafka;
using Houle.Streams.Kafka.Native;

namespace Houle.Streams.Kafka.Groups;

/// <summary>The client by which groups are asked. One that has stopped answering is replaced: after a group's coordinator has been killed,
/// librdkafka 2.15 may wait for it for ever, while a new client learns at once who coordinates now.</summary>
/// <remarks>A consumer, though any client may ask: when a coordinator is away, librdkafka looks for the asking client's own group, and a
/// client without one ends the process (confluent-kafka-javascript issue 374).</remarks>
internal sealed class Asker(KafkaClients clients) : IDisposable
{
    private readonly ReaderWriterLockSlim _gate = new();
    private IConsumer<byte[], byte[]> _client = clients.Reader();
    private bool _disposed;

    /// <summary>Asks with the client of now; it stays until the answer is there.</summary>
    public T Use<T>(Func<nint, T> ask)
    {
        _gate.EnterReadLock();
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(KafkaLog));
            return ask(_client.Native());
        }
        finally
        {
            _gate.ExitReadLock();
        }
    }

    /// <summary>The client did not answer: the next question goes to another.</summary>
    public void Replace()
    {
        _gate.EnterWriteLock();
        try
        {
            if (_disposed) return;
            _client.Dispose();
            _client = clients.Reader();
        }
        finally
        {
            _gate.ExitWriteLock();
        }
    }

    public void Dispose()
    {
        _gate.EnterWriteLock();
        _disposed = true;
        _client.Dispose();
        _gate.ExitWriteLock();
    }
}
