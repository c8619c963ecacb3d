namespace Houle.Avro.Containers;

/// <summary>Bounds of what a container file may ask a reader to hold in memory.</summary>
public sealed record ContainerLimits
{
    /// <summary>Bytes of the header's metadata, schema included; default 4 MiB.</summary>
    public int HeaderBytesMax { get; init; } = 4 << 20;

    /// <summary>Bytes of one block, packed and unpacked each; default 64 MiB (writers use 16 KiB to 2 MiB).</summary>
    public int BlockBytesMax { get; init; } = 64 << 20;
}
