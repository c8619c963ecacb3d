using Houle.Streams.Embedded.Storage;
using Microsoft.Win32.SafeHandles;

namespace Houle.Streams.Embedded;

/// <summary>What the log asks of the disk when it writes; tests make it fail.</summary>
internal class LogDisk
{
    public virtual SafeFileHandle Create(string path) =>
        File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);

    public virtual SafeFileHandle Open(string path) =>
        File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);

    /// <summary>Writes all the bytes, or throws.</summary>
    public virtual void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long at) => RandomAccess.Write(file, bytes, at);

    public virtual void SetLength(SafeFileHandle file, long bytes) => RandomAccess.SetLength(file, bytes);

    public virtual void Delete(string path) => File.Delete(path);

    public virtual void SyncData(SafeFileHandle file) => Native.SyncData(file);

    public virtual void SyncFolder(string path) => Native.SyncFolder(path);
}
