using Houle.Avro.Binary;

namespace Houle.Streams.Detect;

/// <summary>Who carries a rise: the people with the most creator-minutes since it was first reported, in bounded memory.</summary>
/// <remarks>SpaceSaving (Metwally, Agrawal and El Abbadi 2005) with <see cref="Slots"/> counters: whoever has more than
/// 1/<see cref="Slots"/> of all is held. What is told of a person is the count less its error, which is never too much.</remarks>
internal sealed class Carriers
{
    public const int Slots = 32;

    private readonly ulong[] _people = new ulong[Slots];
    private readonly int[] _counts = new int[Slots];
    private readonly int[] _errors = new int[Slots];
    private int _held;

    /// <summary>Creator-minutes of all people.</summary>
    public long Total { get; private set; }

    public void Clear() => (_held, Total) = (0, 0);

    /// <summary>Adds one minute of a person.</summary>
    public void Add(ulong person)
    {
        Total++;
        int at = _people.AsSpan(0, _held).IndexOf(person);
        if (at < 0 && _held < Slots)
        {
            at = _held++;
            (_people[at], _counts[at], _errors[at]) = (person, 0, 0);
        }
        else if (at < 0)
        {
            at = Smallest();
            (_people[at], _errors[at]) = (person, _counts[at]);
        }

        _counts[at]++;
    }

    /// <summary>The largest, in falling order, equals by person; counts are lower bounds.</summary>
    /// <returns>How many were written: those with at least one minute for sure.</returns>
    public int Largest(Span<(long Count, ulong Person)> to)
    {
        Span<(long Count, ulong Person)> all = stackalloc (long, ulong)[Slots];
        int sure = 0;
        for (int i = 0; i < _held; i++)
        {
            if (_counts[i] > _errors[i]) all[sure++] = (_counts[i] - _errors[i], _people[i]);
        }

        all = all[..sure];
        all.Sort(static (a, b) => a.Count != b.Count ? b.Count.CompareTo(a.Count) : a.Person.CompareTo(b.Person));
        int told = Math.Min(sure, to.Length);
        all[..told].CopyTo(to);
        return told;
    }

    private int Smallest()
    {
        int smallest = 0;
        for (int i = 1; i < Slots; i++)
        {
            if (_counts[i] < _counts[smallest]) smallest = i;
        }

        return smallest;
    }

    public void Write(ByteBuffer to)
    {
        AvroWriter writer = new(to);
        writer.WriteLong(Total);
        writer.WriteLong(_held);
        for (int i = 0; i < _held; i++)
        {
            writer.WriteLong((long)_people[i]);
            writer.WriteLong(_counts[i]);
            writer.WriteLong(_errors[i]);
        }
    }

    public void Read(ref AvroReader from)
    {
        Total = from.ReadLong();
        _held = from.ReadIndex(Slots + 1, "a number of carriers");
        for (int i = 0; i < _held; i++)
            (_people[i], _counts[i], _errors[i]) = ((ulong)from.ReadLong(), (int)from.ReadLong(), (int)from.ReadLong());
    }
}
