using Houle.Streams.Observe;

namespace Houle.Streams.Runtime;

/// <summary>How far each partition has come, of sources and between stages, and whether it has more to read: what threads look at to hold back a
/// partition that runs ahead. It decides the order of work only, never a result.</summary>
public sealed class StreamTimeBoard
{
    private readonly Lock _gate = new();
    private volatile Place[] _places = [];

    /// <summary>All lines, as they are now.</summary>
    public IReadOnlyList<Place> Places => _places;

    /// <summary>A partition's line on the board; its task keeps it up to date. One that was there is replaced.</summary>
    public Place Add(string topic, int partition)
    {
        Place place = new(topic, partition);
        lock (_gate) _places = [.. _places.Where(other => other.Topic != topic || other.Partition != partition), place];
        return place;
    }

    /// <summary>The partition is another process's now.</summary>
    public void Remove(Place place)
    {
        lock (_gate) _places = [.. _places.Where(other => other != place)];
    }

    /// <summary>Smallest stream time among the topic's partitions that have more to read; null when none has.</summary>
    public long? Slowest(string topic)
    {
        long? slowest = null;
        foreach (Place place in _places)
        {
            if (place.HasMore && place.Topic == topic && place.StreamTimeMs < (slowest ?? long.MaxValue)) slowest = place.StreamTimeMs;
        }

        return slowest;
    }

    /// <summary>Bytes that tasks of this process hold until others have come as far.</summary>
    public long WaitingBytes
    {
        get
        {
            long bytes = 0;
            foreach (Place place in _places) bytes += place.Waiting.Bytes;
            return bytes;
        }
    }

    /// <summary>Largest stream time among the topic's partitions; null before any is known.</summary>
    public long? Fastest(string topic)
    {
        long fastest = Admission.NoTime;
        foreach (Place place in _places)
        {
            if (place.Topic == topic) fastest = Math.Max(fastest, place.StreamTimeMs);
        }

        return fastest == Admission.NoTime ? null : fastest;
    }

    /// <summary>One partition's line.</summary>
    public sealed class Place(string topic, int partition)
    {
        private long _streamTimeMs = Admission.NoTime;
        private volatile bool _hasMore;
        private long _waitingBytes;
        private int _waitingMinutes;

        public string Topic => topic;

        public int Partition => partition;

        public long StreamTimeMs => Volatile.Read(ref _streamTimeMs);

        /// <summary>Whether an event or Progress has given the partition a time yet.</summary>
        public bool HasTime => StreamTimeMs != Admission.NoTime;

        public bool HasMore => _hasMore;

        /// <summary>What its task holds until others have come as far.</summary>
        public Waiting Waiting => new(Volatile.Read(ref _waitingMinutes), Volatile.Read(ref _waitingBytes));

        public void Post(long streamTimeMs, bool hasMore, Waiting waiting = default)
        {
            Volatile.Write(ref _streamTimeMs, streamTimeMs);
            Volatile.Write(ref _waitingMinutes, waiting.Minutes);
            Volatile.Write(ref _waitingBytes, waiting.Bytes);
            _hasMore = hasMore;
        }
    }
}
