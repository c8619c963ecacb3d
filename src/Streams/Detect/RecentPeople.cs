using System.Buffers;
using System.Runtime.InteropServices;
using Houle.Avro.Binary;
using Houle.Streams.Windows;

namespace Houle.Streams.Detect;

/// <summary>Distinct people of one key over the spans that end now, from the moment it is first reported: at most
/// <see cref="SizeMax"/> hashes, each with the last minute it was seen in.</summary>
/// <remarks>Exact until more would have to be held at once. Then the largest hash goes, and from there on only hashes below it are
/// held: their number over the part of the range they come from is the estimate (threshold sampling; standard error about
/// 1 / sqrt(128) = 9%). Depends on the minutes and the people in them alone.</remarks>
internal sealed class RecentPeople
{
    public const int SizeMax = PeopleSketch.SizeMax;

    private const int KeepMinutes = 1440, SizeFirst = 8;

    private ulong[] _hashes = new ulong[SizeFirst];
    private int[] _minutes = new int[SizeFirst];
    private ushort[] _segments = new ushort[SizeFirst]; // as CellSegments numbers them
    private int _count;
    private int _unnamedMinute;
    private ulong _below = ulong.MaxValue; // hashes from here on are not held

    public void Clear()
    {
        _count = 0;
        _unnamedMinute = 0;
        _below = ulong.MaxValue;
    }

    /// <summary>Adds the people of a minute, not before the last one.</summary>
    /// <param name="ascending">A whole <see cref="PeopleSketch"/>.</param>
    /// <param name="segments">What is known of each one's segments, or empty.</param>
    public void Add(int minute, ReadOnlySpan<ulong> ascending, bool hasUnnamed, ReadOnlySpan<ushort> segments = default)
    {
        if (hasUnnamed) _unnamedMinute = minute;
        if (ascending.Length == SizeMax) Narrow(ascending[^1]);
        for (int i = 0; i < ascending.Length; i++) Add(minute, ascending[i], segments.IsEmpty ? (ushort)0 : segments[i]);
    }

    /// <summary>Distinct people seen in a minute from <paramref name="firstMinute"/> on.</summary>
    public long Since(int firstMinute)
    {
        int seen = 0;
        for (int i = 0; i < _count; i++) seen += _minutes[i] >= firstMinute ? 1 : 0;
        return _below == ulong.MaxValue ? seen : (long)Math.Round(seen / (_below / 18446744073709551616.0));
    }

    /// <summary>Counts the people held since <paramref name="firstMinute"/> by segment: at most <see cref="SizeMax"/>, a sample beyond that.</summary>
    /// <param name="members">Gets the people of each segment.</param>
    /// <returns>People whose segments are known.</returns>
    public int SegmentsSince(int firstMinute, Span<int> members)
    {
        members.Clear();
        int known = 0;
        for (int i = 0; i < _count; i++)
        {
            if (_minutes[i] < firstMinute || (_segments[i] & CellSegments.Known) == 0) continue;
            known++;
            for (int number = 0; number < members.Length; number++) members[number] += (_segments[i] >> number) & 1;
        }

        return known;
    }

    /// <summary>Nobody belongs to it any more.</summary>
    public void ForgetSegment(int number)
    {
        foreach (ref ushort mask in _segments.AsSpan(0, _count)) mask &= (ushort)~(1 << number);
    }

    /// <summary>Whether there was nothing since a minute, named or not.</summary>
    public bool IsSilentSince(int firstMinute) => _unnamedMinute < firstMinute && !_minutes.AsSpan(0, _count).ContainsAnyInRange(firstMinute, int.MaxValue);

    /// <summary>Whether counts since then named nobody.</summary>
    public bool IsUnnamedSince(int firstMinute) => _unnamedMinute >= firstMinute && Since(firstMinute) == 0;

    private void Add(int minute, ulong hash, ushort segments)
    {
        if (hash >= _below) return;
        int at = _hashes.AsSpan(0, _count).BinarySearch(hash);
        if (at >= 0)
        {
            _minutes[at] = minute;
            _segments[at] |= segments;
            return;
        }

        if (_count == SizeMax) Forget(minute - KeepMinutes);
        if (_count == SizeMax) Narrow(_hashes[_count - 1]);
        if (hash >= _below) return;
        if (_count == _hashes.Length) Reserve(2 * _count);
        at = ~_hashes.AsSpan(0, _count).BinarySearch(hash);
        _hashes.AsSpan(at, _count - at).CopyTo(_hashes.AsSpan(at + 1));
        _minutes.AsSpan(at, _count - at).CopyTo(_minutes.AsSpan(at + 1));
        _segments.AsSpan(at, _count - at).CopyTo(_segments.AsSpan(at + 1));
        (_hashes[at], _minutes[at], _segments[at]) = (hash, minute, segments);
        _count++;
    }

    private void Reserve(int size)
    {
        Array.Resize(ref _hashes, size);
        Array.Resize(ref _minutes, size);
        Array.Resize(ref _segments, size);
    }

    /// <summary>From here on only hashes below this one are held.</summary>
    private void Narrow(ulong below)
    {
        if (below >= _below) return;
        _below = below;
        while (_count > 0 && _hashes[_count - 1] >= below) _count--;
    }

    private void Forget(int before)
    {
        int kept = 0;
        for (int i = 0; i < _count; i++)
        {
            if (_minutes[i] <= before) continue;
            (_hashes[kept], _minutes[kept], _segments[kept]) = (_hashes[i], _minutes[i], _segments[i]);
            kept++;
        }

        _count = kept;
    }

    public void Write(ByteBuffer to)
    {
        AvroWriter writer = new(to);
        writer.WriteLong(_count);
        writer.WriteLong(_unnamedMinute);
        writer.WriteLong((long)_below);
        to.Write(MemoryMarshal.AsBytes(_hashes.AsSpan(0, _count)));
        to.Write(MemoryMarshal.AsBytes(_minutes.AsSpan(0, _count)));
        to.Write(MemoryMarshal.AsBytes(_segments.AsSpan(0, _count)));
    }

    public void Read(ref AvroReader from)
    {
        _count = from.ReadIndex(SizeMax + 1, "a number of people");
        if (_count > _hashes.Length) Reserve(SizeMax);
        _unnamedMinute = (int)from.ReadLong();
        _below = (ulong)from.ReadLong();
        from.ReadFixed(_count * sizeof(ulong)).CopyTo(MemoryMarshal.AsBytes(_hashes.AsSpan()));
        from.ReadFixed(_count * sizeof(int)).CopyTo(MemoryMarshal.AsBytes(_minutes.AsSpan()));
        from.ReadFixed(_count * sizeof(ushort)).CopyTo(MemoryMarshal.AsBytes(_segments.AsSpan()));
    }
}
