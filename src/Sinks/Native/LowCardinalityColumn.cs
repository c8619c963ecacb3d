using System.Runtime.InteropServices;
using Houle.Avro.Binary;

namespace Houle.Sinks.Native;

/// <summary>A column of strings that repeat: the block carries each once, and the rows carry its number.</summary>
/// <remarks>Layout: version of the keys (1), kind of the numbers with a flag that the dictionary follows, its size, its
/// strings, number of rows, one number a row in the narrowest of 1, 2 or 4 bytes.</remarks>
public sealed class LowCardinalityColumn(string name) : NativeColumn(name, "LowCardinality(String)")
{
    private const ulong SharedDictionariesWithAdditionalKeys = 1, HasAdditionalKeys = 1 << 9, NeedsUpdate = 1 << 10;

    private readonly ByteInterner _keys = new();
    private readonly ByteBuffer _numbers = new(1024);

    public override int Rows => _numbers.Length / sizeof(int);

    public override long Bytes => _numbers.Length + _keys.Bytes;

    /// <summary>The number of a string in this block's dictionary, for <see cref="AppendKey"/>; valid until Clear.</summary>
    public int Key(ReadOnlySpan<byte> value) => _keys.Intern(value);

    public void AppendKey(int key, int count = 1)
    {
        int bytes = checked(count * sizeof(int));
        MemoryMarshal.Cast<byte, int>(_numbers.GetSpan(bytes)[..bytes]).Fill(key);
        _numbers.Advance(bytes);
    }

    public void Append(ReadOnlySpan<byte> value, int count = 1) => AppendKey(Key(value), count);

    public override void Clear()
    {
        _keys.Clear();
        _numbers.Clear();
    }

    public override void WriteData(ByteBuffer to)
    {
        int width = _keys.Count <= 1 << 8 ? 1 : _keys.Count <= 1 << 16 ? 2 : 4;
        ulong kind = width switch { 1 => 0UL, 2 => 1UL, _ => 2UL };
        to.AppendUInt64(SharedDictionariesWithAdditionalKeys);
        to.AppendUInt64(kind | HasAdditionalKeys | NeedsUpdate);
        to.AppendUInt64((ulong)_keys.Count);
        for (int key = 0; key < _keys.Count; key++) to.AppendString(_keys[key]);
        to.AppendUInt64((ulong)Rows);
        WriteNumbers(to.GetSpan(Rows * width), width);
        to.Advance(Rows * width);
    }

    private void WriteNumbers(Span<byte> to, int width)
    {
        ReadOnlySpan<int> numbers = MemoryMarshal.Cast<byte, int>(_numbers.Written);
        switch (width)
        {
            case 1:
                for (int row = 0; row < numbers.Length; row++) to[row] = (byte)numbers[row];
                break;
            case 2:
                Span<ushort> narrow = MemoryMarshal.Cast<byte, ushort>(to)[..numbers.Length];
                for (int row = 0; row < numbers.Length; row++) narrow[row] = (ushort)numbers[row];
                break;
            default:
                _numbers.Written.CopyTo(to);
                break;
        }
    }
}
