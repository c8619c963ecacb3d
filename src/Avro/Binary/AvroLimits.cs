using System.Runtime.CompilerServices;

namespace Houle.Avro.Binary;

/// <summary>Bounds of what a reader follows, whatever the bytes ask for.</summary>
public static class AvroLimits
{
    /// <summary>Items that take no bytes (nulls, empty records) in one value: 4 bytes could otherwise ask for 2^31.</summary>
    public const int EmptyItemsMax = 65_536;

    /// <summary>Nesting of records, arrays and maps in data. A thread whose stack is too small for it refuses sooner.</summary>
    public const int DepthMax = 512;

    /// <summary>So many levels fit any stack; from here on each level looks how much is left of it.</summary>
    private const int DepthUnchecked = 32;

    internal static void CheckDepth(int depth, long position)
    {
        if (depth <= DepthUnchecked) return;
        if (depth > DepthMax) AvroError.Depth(position);
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack()) AvroError.Stack(position, depth);
    }
}
