using System.Collections;
using Houle.Avro.Schemas;

namespace Houle.Avro.Generic;

/// <summary>An array whose item's schema is known only at run time. What is added is fitted to that schema.</summary>
public sealed class GenericArray(ArraySchema schema) : IReadOnlyList<AvroValue>
{
    private AvroValue[] _items = [];

    public ArraySchema Schema { get; } = schema;

    public int Count { get; private set; }

    /// <exception cref="ArgumentOutOfRangeException">There is no such item.</exception>
    /// <exception cref="ArgumentException">Set to a value that the items' schema does not take.</exception>
    public AvroValue this[int index]
    {
        get => AsSpan()[Checked(index)];
        set => _items[Checked(index)] = ValueFit.Into(Schema.Items, value, Schema, "item");
    }

    /// <summary>The items; valid until one is added.</summary>
    public ReadOnlySpan<AvroValue> AsSpan() => new(_items, 0, Count);

    /// <exception cref="ArgumentException">The items' schema does not take it.</exception>
    public void Add(AvroValue value) => Next() = ValueFit.Into(Schema.Items, value, Schema, "item");

    public void Clear() => Count = 0;

    public IEnumerator<AvroValue> GetEnumerator()
    {
        for (int i = 0; i < Count; i++) yield return _items[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Room for one more, holding what stood there before the array was cleared.</summary>
    /// <param name="more">Items that a block still claims to have: makes the first 16 places exact. Beyond them the array doubles
    /// whatever the block claims, so that memory follows the items that are there.</param>
    internal ref AvroValue Next(long more = 4)
    {
        if (Count == _items.Length) Array.Resize(ref _items, Count + (int)Math.Min(more, Math.Max(16, Count)));
        return ref _items[Count++];
    }

    private int Checked(int index) =>
        (uint)index < (uint)Count ? index : throw new ArgumentOutOfRangeException(nameof(index), index, $"the array has {Count} items");
}
