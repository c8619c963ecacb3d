using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Houle.Streams.Hashing;

/// <summary>Asks the processor for memory that will be read soon, so that several misses are waited for at once.</summary>
/// <remarks>Only a hint: the array may move meanwhile, and then the hint is wasted. Nothing where there is no such
/// instruction.</remarks>
internal static unsafe class Prefetch
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Read<T>(ref readonly T item)
    {
        if (Sse.IsSupported) Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.AsRef(in item)));
    }
}
