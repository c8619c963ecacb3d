using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Arm = System.Runtime.Intrinsics.Arm;
using X86 = System.Runtime.Intrinsics.X86;

namespace Houle.Streams.Embedded.Segments;

/// <summary>CRC-32C (Castagnoli, reflected 0x82F63B78) by the processor's instruction, or by a table without one.</summary>
/// <remarks>Start with <see cref="Start"/>, add bytes, and end with <see cref="Finish"/>.</remarks>
internal static class Crc32C
{
    public const uint Start = uint.MaxValue;

    private static readonly uint[] Table = MakeTable();

    public static uint Finish(uint state) => ~state;

    public static uint Add(uint state, ReadOnlySpan<byte> bytes)
    {
        if (X86.Sse42.X64.IsSupported || Arm.Crc32.Arm64.IsSupported)
        {
            ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(bytes);
            foreach (ulong word in words) state = Add(state, word);
            bytes = bytes[(words.Length * sizeof(ulong))..];
            foreach (byte one in bytes)
                state = X86.Sse42.IsSupported ? X86.Sse42.Crc32(state, one) : Arm.Crc32.ComputeCrc32C(state, one);
            return state;
        }
        return AddByTable(state, bytes);
    }

    /// <summary>Adds the eight bytes of a number, little-endian.</summary>
    public static uint Add(uint state, ulong word)
    {
        if (X86.Sse42.X64.IsSupported) return (uint)X86.Sse42.X64.Crc32(state, word);
        if (Arm.Crc32.Arm64.IsSupported) return Arm.Crc32.Arm64.ComputeCrc32C(state, word);
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, word);
        return AddByTable(state, bytes);
    }

    internal static uint AddByTable(uint state, ReadOnlySpan<byte> bytes)
    {
        foreach (byte one in bytes) state = Table[(byte)(state ^ one)] ^ (state >> 8);
        return state;
    }

    private static uint[] MakeTable()
    {
        uint[] table = new uint[256];
        for (uint i = 0; i < table.Length; i++)
        {
            uint value = i;
            for (int bit = 0; bit < 8; bit++) value = (value & 1) == 0 ? value >> 1 : (value >> 1) ^ 0x82F63B78;
            table[i] = value;
        }
        return table;
    }
}
