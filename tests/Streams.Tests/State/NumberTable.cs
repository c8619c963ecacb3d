using System.Buffers.Binary;
using Houle.Avro.Binary;
using Houle.Streams.State;

namespace Houle.Streams.Tests.State;

/// <summary>A table of number to number, as small as a table can be: the last row fills the place of a removed one.</summary>
internal sealed class NumberTable : IStateTable
{
    private readonly Dictionary<long, int> _rowOf = [];
    private readonly List<(long Key, long Value)> _rows = [];

    public StateChangelog? Changelog { get; set; }

    public int RowLimit => _rows.Count;

    public IReadOnlyDictionary<long, long> Values => _rows.ToDictionary(row => row.Key, row => row.Value);

    public void Set(long key, long value)
    {
        if (!_rowOf.TryGetValue(key, out int row))
        {
            _rowOf[key] = row = _rows.Count;
            _rows.Add(default);
        }

        _rows[row] = (key, value);
        Changelog?.Changed(row);
    }

    public void Delete(long key)
    {
        if (!_rowOf.Remove(key, out int row)) return;
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, key);
        Changelog?.Removed(bytes);
        (long Key, long Value) last = _rows[^1];
        _rows.RemoveAt(_rows.Count - 1);
        if (row == _rows.Count) return;
        _rows[row] = last;
        _rowOf[last.Key] = row;
        Changelog?.Changed(row);
    }

    public bool TryWrite(int row, ByteBuffer to)
    {
        if (row >= _rows.Count) return false;
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, _rows[row].Key);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], _rows[row].Value);
        to.Append(bytes);
        return true;
    }

    public void Put(ReadOnlySpan<byte> row) =>
        Set(BinaryPrimitives.ReadInt64LittleEndian(row), BinaryPrimitives.ReadInt64LittleEndian(row[8..]));

    public void Remove(ReadOnlySpan<byte> key) => Delete(BinaryPrimitives.ReadInt64LittleEndian(key));
}
