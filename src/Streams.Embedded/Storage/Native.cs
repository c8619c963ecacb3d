using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Houle.Streams.Embedded.Storage;

/// <summary>The two calls that .NET lacks: fdatasync of a file, and fsync of a folder.</summary>
internal static partial class Native
{
    private const int ReadOnlyDirectory = 0x10000 | 0x80000; // O_RDONLY | O_DIRECTORY | O_CLOEXEC on Linux
    private const int Interrupted = 4; // EINTR

    /// <summary>Makes the file's bytes and length durable.</summary>
    /// <exception cref="IOException"/>
    public static void SyncData(SafeFileHandle file)
    {
        if (!OperatingSystem.IsLinux())
        {
            RandomAccess.FlushToDisk(file);
            return;
        }
        while (FDataSync(file) != 0)
        {
            if (Marshal.GetLastPInvokeError() != Interrupted) throw LastError("fdatasync");
        }
    }

    /// <summary>Makes the folder's entries durable: a new file's name, too, must survive.</summary>
    /// <exception cref="IOException"/>
    public static void SyncFolder(string path)
    {
        if (!OperatingSystem.IsLinux()) return; // elsewhere a file's own flush covers its name
        using SafeFileHandle folder = new(Open(path, ReadOnlyDirectory), ownsHandle: true);
        if (folder.IsInvalid) throw LastError($"open {path}");
        while (FSync(folder) != 0)
        {
            if (Marshal.GetLastPInvokeError() != Interrupted) throw LastError($"fsync {path}");
        }
    }

    private static IOException LastError(string what)
    {
        int error = Marshal.GetLastPInvokeError();
        return new IOException($"{what}: {Marshal.GetPInvokeErrorMessage(error)}", new Win32Exception(error));
    }

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int FDataSync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint Open(string path, int flags);
}
