using System.Runtime.CompilerServices;
using Houle.Avro.Binary;

namespace Houle.Avro.Lists;

/// <summary>An array of numbers, booleans or enum symbols over the encoded bytes.</summary>
/// <typeparam name="T">What an item is.</typeparam>
/// <typeparam name="TItem">How an item is encoded: <see cref="LongItem"/> and the like, or generated for an enum.</typeparam>
public readonly ref struct ValueList<T, TItem>
    where TItem : struct, IAvroItem<T>
{
    private readonly EncodedItems _items;

    private ValueList(EncodedItems items) => _items = items;

    public int Count => _items.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ValueList<T, TItem> Read(scoped ref AvroReader reader) => new(EncodedItems.Scan<T, TItem>(ref reader));

    public void Write(ref AvroWriter writer) => _items.Write<T, TItem>(ref writer);

    public ItemEnumerator<T, TItem> GetEnumerator() => new(_items);

    /// <summary>Whether one of the items equals <paramref name="value"/>.</summary>
    public bool Contains(T value)
    {
        foreach (T item in this)
        {
            if (EqualityComparer<T>.Default.Equals(item, value)) return true;
        }

        return false;
    }

    internal static ValueList<T, TItem> Of(ReadOnlySpan<byte> items, int count) => new(EncodedItems.Of(items, count));
}

/// <summary>Builds a <see cref="ValueList{T,TItem}"/> in a buffer that is kept from one use to the next.</summary>
public sealed class ValueListBuilder<T, TItem>
    where TItem : struct, IAvroItem<T>
{
    private readonly ByteBuffer _buffer = new(64);

    public int Count { get; private set; }

    /// <summary>What was added; valid until the next <see cref="Add"/> or <see cref="Clear"/>.</summary>
    public ValueList<T, TItem> List => ValueList<T, TItem>.Of(_buffer.Written, Count);

    public void Clear()
    {
        _buffer.Clear();
        Count = 0;
    }

    public void Add(T item)
    {
        var writer = new AvroWriter(_buffer);
        TItem.Write(ref writer, item);
        Count++;
    }
}
