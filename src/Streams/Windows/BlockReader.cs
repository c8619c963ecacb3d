using System.Buffers.Binary;
using Stream = Houle.Events.Stream;

namespace Houle.Streams.Windows;

/// <summary>Brings a Measures record, as it lies in a block, into the slots of <see cref="Sums"/>.</summary>
internal static class BlockReader
{
    public static Sums SumsOf(scoped in Events.Measures part, Stream stream)
    {
        Sums sums = new()
        {
            Count = part.Count, Weight = part.Weight, AuthenticWeight = part.AuthenticWeight, Unnamed = part.PeopleUnnamed,
        };
        switch (stream)
        {
            case Stream.Social:
                sums.A = part.Engagement;
                sums.B = part.Complaints;
                sums.C = part.SponsoredWeight;
                break;
            case Stream.Sales:
                sums.A = part.Units;
                sums.B = part.AmountCents;
                sums.C = part.PromoUses;
                break;
            case Stream.FootTraffic:
                sums.A = part.Entries;
                sums.B = part.Exits;
                break;
        }

        return sums;
    }
}

/// <summary>Reads the hashes of a people sketch from a block.</summary>
internal ref struct PeopleReader(ReadOnlySpan<byte> hashes)
{
    private ReadOnlySpan<byte> _hashes = hashes;

    public bool TryRead(out ulong person)
    {
        person = 0;
        if (_hashes.Length < sizeof(ulong)) return false;
        person = BinaryPrimitives.ReadUInt64LittleEndian(_hashes);
        _hashes = _hashes[sizeof(ulong)..];
        return true;
    }
}
