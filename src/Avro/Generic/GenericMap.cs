using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Houle.Avro.Schemas;

namespace Houle.Avro.Generic;

/// <summary>A map whose values' schema is known only at run time. Keeps the order of the bytes; of a key that comes twice the
/// last value stays.</summary>
public sealed class GenericMap(MapSchema schema) : IReadOnlyDictionary<string, AvroValue>
{
    private readonly OrderedDictionary<string, AvroValue> _entries = new(StringComparer.Ordinal);

    public MapSchema Schema { get; } = schema;

    public int Count => _entries.Count;

    public IEnumerable<string> Keys => _entries.Keys;

    public IEnumerable<AvroValue> Values => _entries.Values;

    /// <exception cref="KeyNotFoundException">There is no such key.</exception>
    /// <exception cref="ArgumentException">Set to a value that the values' schema does not take, or under a key that has half a
    /// surrogate pair.</exception>
    public AvroValue this[string key]
    {
        get => _entries[key];
        set
        {
            AvroValue fitted = ValueFit.Into(Schema.Values, value, Schema, key);
            ValueFit.CheckKey(key);
            _entries[key] = fitted;
        }
    }

    public bool ContainsKey(string key) => _entries.ContainsKey(key);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out AvroValue value) => _entries.TryGetValue(key, out value);

    public bool Remove(string key) => _entries.Remove(key);

    public void Clear() => _entries.Clear();

    public IEnumerator<KeyValuePair<string, AvroValue>> GetEnumerator() => _entries.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>A value that was read under the map's own schema.</summary>
    internal void Put(string key, AvroValue value) => _entries[key] = value;

    internal KeyValuePair<string, AvroValue> EntryAt(int index) => _entries.GetAt(index);
}
