using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Houle.Avro.Binary;

namespace Houle.Avro.Lists;

/// <summary>The items of an array as they stand in the bytes, checked once, so that reading them later cannot fail.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly ref struct EncodedItems
{
    private EncodedItems(ReadOnlySpan<byte> bytes, int count, bool hasBlocks)
    {
        Bytes = bytes;
        Count = count;
        HasBlocks = hasBlocks;
    }

    /// <summary>The items one after the other; with <see cref="HasBlocks"/>, each block's count (and size) before its items.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    public int Count { get; }

    public bool HasBlocks { get; }

    /// <summary>Items that a builder wrote one after the other.</summary>
    public static EncodedItems Of(ReadOnlySpan<byte> items, int count) => new(items, count, hasBlocks: false);

    /// <summary>Checks a whole array and moves past it; most are empty, which costs one comparison.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static EncodedItems Scan<T, TItem>(scoped ref AvroReader reader)
        where T : allows ref struct
        where TItem : IAvroItem<T>, allows ref struct =>
        reader.TryReadEnd() ? default : ScanItems<T, TItem>(ref reader);

    private static EncodedItems ScanItems<T, TItem>(scoped ref AvroReader reader)
        where T : allows ref struct
        where TItem : IAvroItem<T>, allows ref struct
    {
        int start = reader.Position;
        long count = reader.ReadBlockCount(out int bytes);
        if (count == 0) return default;
        int itemsStart = reader.Position;
        SkipBlock<T, TItem>(ref reader, count, bytes);
        int itemsEnd = reader.Position;
        if (reader.TryReadEnd()) return new EncodedItems(reader.Between(itemsStart, itemsEnd), (int)count, hasBlocks: false);

        long next = reader.ReadBlockCount(out bytes);
        while (next != 0)
        {
            SkipBlock<T, TItem>(ref reader, next, bytes);
            count += next;
            itemsEnd = reader.Position;
            next = reader.ReadBlockCount(out bytes);
        }

        return new EncodedItems(reader.Between(start, itemsEnd), (int)count, hasBlocks: true);
    }

    /// <summary>Writes the array as one block, or as none when it is empty.</summary>
    public void Write<T, TItem>(ref AvroWriter writer)
        where T : allows ref struct
        where TItem : IAvroItem<T>, allows ref struct
    {
        writer.WriteLong(Count);
        if (Count == 0) return;
        if (!HasBlocks)
        {
            writer.WriteFixed(Bytes);
        }
        else
        {
            var reader = new AvroReader(Bytes);
            while (reader.Remaining > 0)
            {
                for (long left = reader.ReadBlockCount(out _); left > 0; left--)
                {
                    int start = reader.Position;
                    TItem.Skip(ref reader);
                    writer.WriteFixed(reader.Between(start, reader.Position));
                }
            }
        }

        writer.WriteLong(0);
    }

    private static void SkipBlock<T, TItem>(scoped ref AvroReader reader, long count, int bytes)
        where T : allows ref struct
        where TItem : IAvroItem<T>, allows ref struct
    {
        reader.CheckCount(count, TItem.BytesMin);
        int start = reader.Position;
        for (long i = 0; i < count; i++) TItem.Skip(ref reader);
        reader.EndBlock(start, bytes);
    }
}
