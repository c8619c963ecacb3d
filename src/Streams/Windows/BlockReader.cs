using System.Buffers.Binary;
using Stream = Houle.Events.Stream;

namespace Houle.Streams.Windows;

/// <summary>Adds a Measures record, as it lies in a block, to sums in a table.</summary>
internal static class BlockReader
{
    public static void AddTo(
        ref Sums sums, ref PeopleSketch people, SketchPool pool, scoped in Events.Measures part, Stream stream)
    {
        sums.Count += part.Count;
        sums.Weight += part.Weight;
        sums.AuthenticWeight += part.AuthenticWeight;
        sums.Unnamed += part.PeopleUnnamed;
        switch (stream)
        {
            case Stream.Social:
                sums.A += part.Engagement;
                sums.B += part.Complaints;
                break;
            case Stream.Sales:
                sums.A += part.Units;
                sums.B += part.AmountCents;
                sums.C += part.PromoUses;
                break;
            case Stream.FootTraffic:
                sums.A += part.Entries;
                sums.B += part.Exits;
                break;
        }

        for (ReadOnlySpan<byte> hashes = part.PeopleSketch; hashes.Length >= sizeof(ulong); hashes = hashes[sizeof(ulong)..])
            pool.Add(ref people, BinaryPrimitives.ReadUInt64LittleEndian(hashes));
    }
}
