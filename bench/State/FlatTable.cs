using System.Buffers.Binary;
using Houle.Avro.Binary;
using Houle.Streams.Hashing;
using Houle.Streams.State;

namespace Houle.Bench.State;

/// <summary>Rows of a key of 8 bytes and 120 of state in one array: what a stage with a million keys holds.</summary>
internal sealed class FlatTable : IStateTable
{
    public const int RowBytes = 128;

    private readonly SlotIndex _index = new();
    private byte[] _rows = new byte[1024 * RowBytes];

    public int RowLimit { get; private set; }

    public int Set(ulong key, ulong value)
    {
        uint hash = (uint)Hash64.Mix(key);
        int slot = -1, row;
        while ((row = _index.Next(hash, ref slot)) >= 0)
        {
            if (BinaryPrimitives.ReadUInt64LittleEndian(Row(row)) == key) break;
        }

        if (row < 0)
        {
            row = RowLimit++;
            if (_rows.Length < RowLimit * RowBytes) Array.Resize(ref _rows, _rows.Length * 2);
            _index.Insert(slot, hash, row);
            BinaryPrimitives.WriteUInt64LittleEndian(Row(row), key);
        }

        BinaryPrimitives.WriteUInt64LittleEndian(Row(row)[8..], value);
        return row;
    }

    public bool TryWrite(int row, ByteBuffer to)
    {
        to.Append(Row(row));
        return true;
    }

    public void Put(ReadOnlySpan<byte> row)
    {
        int number = Set(BinaryPrimitives.ReadUInt64LittleEndian(row), 0);
        row.CopyTo(Row(number));
    }

    public void Remove(ReadOnlySpan<byte> key) => throw new NotSupportedException("nothing is removed here");

    public ulong Sum()
    {
        ulong sum = 0;
        for (int row = 0; row < RowLimit; row++) sum += BinaryPrimitives.ReadUInt64LittleEndian(Row(row)[8..]);
        return sum;
    }

    private Span<byte> Row(int row) => _rows.AsSpan(row * RowBytes, RowBytes);
}
