using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Unicode;

namespace Houle.Avro.Binary;

/// <summary>Whether bytes are UTF-8, quick for what most are: a few ASCII letters.</summary>
internal static class Utf8Text
{
    private const ulong HighBits = 0x8080_8080_8080_8080;

    /// <remarks>Or-ing words that overlap at the end covers every byte; ids of 4 to 32 bytes take two to four loads, where the
    /// general check costs a call and a loop set-up.</remarks>
    public static bool IsValid(ReadOnlySpan<byte> text)
    {
        ref byte first = ref MemoryMarshal.GetReference(text);
        int length = text.Length;
        ulong all = 0;
        if (length >= sizeof(ulong))
        {
            int last = length - sizeof(ulong);
            for (int i = 0; i < last; i += sizeof(ulong)) all |= Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref first, i));
            all |= Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref first, last));
        }
        else if (length >= sizeof(uint))
        {
            all = Unsafe.ReadUnaligned<uint>(ref first)
                | Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref first, length - sizeof(uint)));
        }
        else if (length > 0)
        {
            all = (uint)(first | Unsafe.Add(ref first, length >> 1) | Unsafe.Add(ref first, length - 1));
        }

        return (all & HighBits) == 0 || Utf8.IsValid(text);
    }
}
