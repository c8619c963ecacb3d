using System.Diagnostics;
using Microsoft.Win32.SafeHandles;

namespace Houle.Bench;

/// <summary>What the disk gives to anybody: one file, appended to and flushed. The bar for appends.</summary>
internal static class BareDisk
{
    public static void Run(string path, long bytes, int commitBytes)
    {
        byte[] chunk = new byte[commitBytes];
        new Random(1).NextBytes(chunk);
        using SafeFileHandle file = File.OpenHandle(path, FileMode.Create, FileAccess.Write);
        Stopwatch clock = Stopwatch.StartNew();
        long written = 0, flushes = 0;
        for (; written < bytes; written += chunk.Length, flushes++)
        {
            RandomAccess.Write(file, chunk, written);
            RandomAccess.FlushToDisk(file);
        }
        EmbeddedLogBench.Print(
            "bare file, fsync", commitBytes, commitBytes, clock.Elapsed.TotalSeconds, written, flushes, flushes, 0);
        file.Dispose();
        File.Delete(path);
    }
}
