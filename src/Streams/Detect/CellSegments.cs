using Houle.Avro.Binary;
using Houle.Streams.Windows;

namespace Houle.Streams.Detect;

/// <summary>The audience segments of a cell's people: which there are, and what part of the people who say what is not rising usually
/// belongs to each, old days counting less.</summary>
/// <remarks>A segment has a number from the first minute that it is seen in, and loses it to a new one when there is no other free and it has
/// all but faded; with <see cref="Max"/> that are alive, further ones are not counted, and their people count as belonging to none.
/// What is usual counts the people of a minute, at most 128 of them (a sample by hash), so that who writes in many minutes counts in each, as
/// in a rise.</remarks>
internal sealed class CellSegments(double halfLifeDays)
{
    /// <summary>Segments of a cell.</summary>
    public const int Max = 15;

    /// <summary>Bit of a person whose segments are known, beside one bit for each of them.</summary>
    public const ushort Known = 1 << Max;

    /// <summary>People-minutes from which on a mix is one.</summary>
    private const double PeopleMin = 100;

    /// <summary>People-minutes below which a segment may lose its number.</summary>
    private const double Faded = 0.5;

    private readonly byte[][] _ids = new byte[Max][];
    private readonly double[] _people = new double[Max];
    private double _all;
    private int _count;
    private int _minute;

    // Of the minute at hand: rows of the table with the number of their segment.
    private readonly (int Row, int Number)[] _rows = new (int, int)[SegmentPool.PerGroup];
    private int _rowCount;
    private ulong _knownTo;

    public int Count => _count;

    public ReadOnlySpan<byte> this[int number] => _ids[number];

    /// <summary>Whether there is enough to say what is usual.</summary>
    public bool HasUsual => _all >= PeopleMin;

    /// <summary>Part of the people who usually belong to it, 0 to 1.</summary>
    public double Usual(int number) => _people[number] / _all;

    /// <summary>Takes up a minute that is not before the last one.</summary>
    /// <param name="followed">Keys with people of earlier minutes: they forget a segment whose number is given away.</param>
    public void Begin(int minute, WindowTable table, int group, List<ReportedKey> followed)
    {
        double factor = _minute == 0 ? 1 : Math.Pow(0.5, (minute - _minute) / (halfLifeDays * 1440.0));
        for (int i = 0; i < _count; i++) _people[i] *= factor;
        _all *= factor;
        _minute = minute;
        _rowCount = 0;
        _knownTo = table.Segments.KnownTo(table.Group(group).FirstSegment);
        for (int row = table.Group(group).FirstSegment; row >= 0; row = table.Segments.Next(row))
        {
            int number = NumberOf(table.Segments.Segment(row), followed);
            if (number >= 0) _rows[_rowCount++] = (row, number);
        }
    }

    /// <summary>The segments of a person in this minute: a bit each, and <see cref="Known"/>; 0 when the minute has too many people to say.</summary>
    public ushort MaskOf(WindowTable table, ulong person)
    {
        if (person > _knownTo) return 0;
        ushort mask = Known;
        for (int i = 0; i < _rowCount; i++)
        {
            if (table.Segments.People(_rows[i].Row).BinarySearch(person) >= 0) mask |= (ushort)(1 << _rows[i].Number);
        }

        return mask;
    }

    /// <summary>Counts a person who names nothing that is rising.</summary>
    public void Learn(ushort mask)
    {
        if ((mask & Known) == 0) return;
        _all++;
        for (int i = 0; i < _count; i++) _people[i] += (mask >> i) & 1;
    }

    private int NumberOf(ReadOnlySpan<byte> id, List<ReportedKey> followed)
    {
        for (int i = 0; i < _count; i++)
        {
            if (id.SequenceEqual(_ids[i])) return i;
        }

        int number = _count;
        if (_count < Max)
        {
            _count++;
        }
        else
        {
            number = 0;
            for (int i = 1; i < Max; i++) number = _people[i] < _people[number] ? i : number;
            if (_people[number] >= Faded) return -1;
            foreach (ReportedKey key in followed) key.People.ForgetSegment(number);
        }

        (_ids[number], _people[number]) = (id.ToArray(), 0);
        return number;
    }

    public void Write(ByteBuffer to)
    {
        AvroWriter writer = new(to);
        writer.WriteLong(_minute);
        writer.WriteDouble(_all);
        writer.WriteLong(_count);
        for (int i = 0; i < _count; i++)
        {
            writer.WriteBytes(_ids[i]);
            writer.WriteDouble(_people[i]);
        }
    }

    public void Read(ref AvroReader from)
    {
        _minute = (int)from.ReadLong();
        _all = from.ReadDouble();
        _count = from.ReadIndex(Max + 1, "a number of segments");
        for (int i = 0; i < _count; i++) (_ids[i], _people[i]) = (from.ReadBytes().ToArray(), from.ReadDouble());
    }
}
