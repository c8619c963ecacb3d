using Microsoft.Win32.SafeHandles;

namespace Houle.Streams.Embedded.Tests;

/// <summary>A disk that is full past so many bytes, or whose flush fails, or that has no room for a new file.</summary>
internal sealed class FaultyDisk : LogDisk
{
    public long BytesLeft { get; set; } = long.MaxValue;

    public bool FailsToCreate { get; set; }

    public bool FailsToSync { get; set; }

    public override SafeFileHandle Create(string path) =>
        FailsToCreate ? throw new IOException($"No space left on device : '{path}'") : base.Create(path);

    public override void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long at)
    {
        int fits = (int)Math.Min(bytes.Length, BytesLeft);
        base.Write(file, bytes[..fits], at);
        BytesLeft -= fits;
        if (fits < bytes.Length) throw new IOException("No space left on device");
    }

    public override void SyncData(SafeFileHandle file)
    {
        if (FailsToSync) throw new IOException("fdatasync: Input/output error");
        base.SyncData(file);
    }
}
