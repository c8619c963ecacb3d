namespace Houle.Avro.Binary;

/// <summary>Bounds of what a reader follows, whatever the bytes ask for.</summary>
public static class AvroLimits
{
    /// <summary>Items that take no bytes (nulls, empty records) in one value: 4 bytes could otherwise ask for 2^31.</summary>
    public const int EmptyItemsMax = 65_536;

    /// <summary>Nesting of a recursive schema's data: 512 frames are far below the smallest thread's stack.</summary>
    public const int DepthMax = 512;
}
