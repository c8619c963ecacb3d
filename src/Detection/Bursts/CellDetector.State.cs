using System.Buffers;
using System.Runtime.InteropServices;

namespace Houle.Detection.Bursts;

/// <content>The state of a cell, to write and to read.</content>
public sealed partial class CellDetector
{
    private const int Version = 4;

    /// <summary>Writes the whole state; <see cref="Read"/> of it by a detector with equal options goes on identically.</summary>
    public void Write(IBufferWriter<byte> to)
    {
        StateWriter.Write(to, Version);
        StateWriter.Write(to, _limits);
        _volume.Write(to);
        _dispersions.Write(to);
        StateWriter.Write(to, _baselines.Prior);
        _waiting.Write(to);
        _keys.Write(to);
        StateWriter.Write<int>(to, _followed.AsSpan(0, _followedCount));
    }

    /// <summary>Takes up what <see cref="Write"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It is cut, or of another version or other options.</exception>
    public void Read(ReadOnlySpan<byte> bytes)
    {
        StateReader from = new(bytes);
        int version = from.Read<int>();
        if (version != Version) throw new InvalidDataException($"the detector's state is of version {version}; this build reads {Version}");
        _limits = from.Read<Limits>();
        _volume.Read(ref from);
        _dispersions.Read(ref from);
        _baselines.Prior = from.Read<RatePrior>();
        _waiting.Read(ref from);
        _keys.Read(ref from);
        ReadOnlySpan<byte> followed = from.Next<int>(out _followedCount);
        _followed = new int[Math.Max(16, _followedCount)];
        followed.CopyTo(MemoryMarshal.AsBytes(_followed.AsSpan()));
    }

    private record struct Limits
    {
        public long Refused, Forgotten;
    }
}
