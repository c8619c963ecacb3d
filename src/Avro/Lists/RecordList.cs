using System.Runtime.CompilerServices;
using Houle.Avro.Binary;

namespace Houle.Avro.Lists;

/// <summary>An array of records over the encoded bytes, each decoded when the enumerator reaches it.</summary>
public readonly ref struct RecordList<T>
    where T : IAvroItem<T>, allows ref struct
{
    private readonly EncodedItems _items;

    private RecordList(EncodedItems items) => _items = items;

    public int Count => _items.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static RecordList<T> Read(scoped ref AvroReader reader) => new(EncodedItems.Scan<T, T>(ref reader));

    public void Write(ref AvroWriter writer) => _items.Write<T, T>(ref writer);

    public ItemEnumerator<T, T> GetEnumerator() => new(_items);

    internal static RecordList<T> Of(ReadOnlySpan<byte> items, int count) => new(EncodedItems.Of(items, count));
}
