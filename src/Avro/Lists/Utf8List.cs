using System.Runtime.CompilerServices;
using System.Text;
using Houle.Avro.Binary;

namespace Houle.Avro.Lists;

/// <summary>An array of strings, as UTF-8 spans over the encoded bytes; valid as long as those bytes are.</summary>
public readonly ref struct Utf8List
{
    private readonly EncodedItems _items;

    private Utf8List(EncodedItems items) => _items = items;

    public int Count => _items.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Utf8List Read(scoped ref AvroReader reader) => new(EncodedItems.Scan<ReadOnlySpan<byte>, Utf8Item>(ref reader));

    public void Write(ref AvroWriter writer) => _items.Write<ReadOnlySpan<byte>, Utf8Item>(ref writer);

    public ItemEnumerator<ReadOnlySpan<byte>, Utf8Item> GetEnumerator() => new(_items);

    /// <summary>Whether one of the items has exactly these bytes.</summary>
    public bool Contains(scoped ReadOnlySpan<byte> text)
    {
        foreach (ReadOnlySpan<byte> item in this)
        {
            if (item.SequenceEqual(text)) return true;
        }

        return false;
    }

    /// <summary>The items as text, copied.</summary>
    public List<string> ToStrings()
    {
        List<string> texts = new(Count);
        foreach (ReadOnlySpan<byte> item in this) texts.Add(Encoding.UTF8.GetString(item));
        return texts;
    }

    internal static Utf8List Of(ReadOnlySpan<byte> items, int count) => new(EncodedItems.Of(items, count));
}

/// <summary>A string as an item.</summary>
public readonly struct Utf8Item : IAvroItem<ReadOnlySpan<byte>>
{
    public static int BytesMin => 1;

    public static ReadOnlySpan<byte> Read(scoped ref AvroReader reader) => reader.ReadBytes();

    public static void Skip(scoped ref AvroReader reader) => reader.ReadString();

    public static void Write(ref AvroWriter writer, scoped in ReadOnlySpan<byte> item) => writer.WriteBytes(item);
}
