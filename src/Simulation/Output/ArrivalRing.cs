using Houle.Avro.Binary;
using Houle.Ingest.Feeds;
using Houle.Simulation.Scenarios;

namespace Houle.Simulation.Output;

/// <summary>What the account of a simulation wants to know of an event once it is written.</summary>
/// <param name="Fault">Why it is a duplicate or late (<see cref="Duplicates"/>, <see cref="LateEvents"/>), or null.</param>
/// <param name="Counters">Bits of the truth's counters that count it.</param>
/// <param name="Creator">Who made it, or -1.</param>
internal readonly record struct EventNote(Plant? Fault, ulong Counters, int Creator);

/// <summary>Puts events in order of arrival: a ring of minutes, each sorted when nothing older can come any more.</summary>
/// <remarks>Holds the events that are on their way, at most <see cref="MinutesMax"/> of them: its memory is bounded by
/// the traffic of those. Equal arrivals keep the order in which they were made.</remarks>
internal sealed class ArrivalRing(IEventSink sink, Action<EventKind, EventNote> onWritten)
{
    public const int MinutesMax = 128;
    private const long MinuteMs = 60_000;
    private readonly Slot[] _slots = [.. Enumerable.Range(0, MinutesMax).Select(_ => new Slot())];
    private long _minute = -1; // the oldest that may still get events

    /// <summary>Events written.</summary>
    public long Written { get; private set; }

    public void Add(EventKind kind, long arrivedAtMs, EventNote note, ReadOnlySpan<byte> body)
    {
        long minute = arrivedAtMs / MinuteMs;
        if (minute < _minute || minute >= _minute + MinutesMax)
            throw new InvalidOperationException($"an event arrives {minute - _minute} minutes after the time it is made in");
        Slot slot = _slots[minute % MinutesMax];
        slot.Keys.Add(((arrivedAtMs % MinuteMs) << 32) | (uint)slot.Entries.Count);
        slot.Entries.Add(new Entry(kind, slot.Bytes.Length, body.Length, note));
        slot.Bytes.Append(body);
    }

    /// <summary>Says that nothing arrives any more before a minute, and writes what did.</summary>
    /// <param name="writtenMax">Stops after so many events altogether.</param>
    /// <returns>False when it stopped.</returns>
    public bool Advance(long minute, long writtenMax)
    {
        if (_minute < 0) _minute = minute;
        for (; _minute < minute; _minute++)
        {
            if (!Write(_slots[_minute % MinutesMax], _minute * MinuteMs, writtenMax)) return false;
        }

        return true;
    }

    /// <summary>Writes all that is still on its way.</summary>
    public bool Finish(long writtenMax) => Advance(_minute + MinutesMax, writtenMax);

    private bool Write(Slot slot, long minuteMs, long writtenMax)
    {
        slot.Keys.Sort();
        foreach (long key in slot.Keys)
        {
            if (Written >= writtenMax) return false;
            Entry entry = slot.Entries[(int)(key & 0xFFFFFFFF)];
            sink.Take(entry.Kind, minuteMs + (key >> 32), slot.Bytes.Written.Slice(entry.Start, entry.Length));
            onWritten(entry.Kind, entry.Note);
            Written++;
        }

        slot.Keys.Clear();
        slot.Entries.Clear();
        slot.Bytes.Clear();
        return true;
    }

    private readonly record struct Entry(EventKind Kind, int Start, int Length, EventNote Note);

    private sealed class Slot
    {
        public List<long> Keys { get; } = [];

        public List<Entry> Entries { get; } = [];

        public ByteBuffer Bytes { get; } = new(1024);
    }
}
