using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Confluent.Kafka;
using Houle.Streams.Kafka.Native;
using Houle.Streams.Log;
using TopicPartition = Houle.Streams.Log.TopicPartition;

namespace Houle.Streams.Kafka.Reading;

/// <summary>The partitions that the process reads now, all on one client that only fetches.</summary>
internal sealed unsafe class PartitionReaders : IDisposable
{
    private sealed class Slot
    {
        public PartitionReader? Reader;
    }

    // Exact answers wait for the broker at most this long at a time.
    private const int WaitMs = 50;

    private readonly KafkaClients _clients;
    private readonly CommitSignal _signal;
    private readonly IConsumer<byte[], byte[]> _client;
    private readonly nint _native;
    private readonly GCHandle _self;
    private readonly ConcurrentDictionary<TopicPartition, Slot> _slots = new();
    private bool _disposed;

    /// <param name="signal">Raised when records come in.</param>
    public PartitionReaders(KafkaClients clients, CommitSignal signal)
    {
        (_clients, _signal) = (clients, signal);
        _client = clients.Reader();
        _native = _client.Native();
        _self = GCHandle.Alloc(this);
    }

    /// <param name="stalled">Nothing has come for long, not even an end: whoever asked may want to ask the broker why.</param>
    public PartitionView Look(TopicPartition partition, long offset, out bool stalled)
    {
        Slot slot = _slots.GetOrAdd(partition, static _ => new Slot());
        lock (slot)
        {
            PartitionReader reader = At(slot, partition, offset);
            PartitionView view = reader.Look();
            stalled = view.Supply == Supply.OnTheWay && reader.TakeStall();
            return view;
        }
    }

    /// <summary>Reads until there is a record, or the partition's end at <paramref name="end"/> is reached.</summary>
    public int Read(TopicPartition partition, long offset, RecordBatch into, Func<long> end)
    {
        Slot slot = _slots.GetOrAdd(partition, static _ => new Slot());
        lock (slot)
        {
            PartitionReader reader = At(slot, partition, offset);
            reader.Read(into, 0);
            if (into.Count > 0) return into.Count;
            for (long until = end(); reader.Next < until;)
            {
                reader.Read(into, WaitMs);
                if (into.Count > 0) return into.Count;
                ObjectDisposedException.ThrowIf(_disposed, typeof(KafkaLog));
            }

            return 0;
        }
    }

    public void Release(TopicPartition partition)
    {
        if (!_slots.TryGetValue(partition, out Slot? slot)) return;
        lock (slot) Close(slot);
    }

    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        foreach (TopicPartition partition in _slots.Keys) Release(partition);
        _client.Dispose();
        _self.Free();
    }

    private PartitionReader At(Slot slot, TopicPartition partition, long offset)
    {
        ObjectDisposedException.ThrowIf(_disposed, typeof(KafkaLog));
        if (slot.Reader is { } reader && reader.ContinuesAt(offset)) return reader;
        Close(slot);
        return slot.Reader = new PartitionReader(
            _native, _clients.Topic(partition.Topic), partition, offset, &Wake, GCHandle.ToIntPtr(_self));
    }

    private static void Close(Slot slot)
    {
        slot.Reader?.Dispose();
        slot.Reader = null;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Wake(nint client, nint self) =>
        ((PartitionReaders)GCHandle.FromIntPtr(self).Target!)._signal.Raise();
}
