using Houle.Streams.Log;

namespace Houle.Streams.Embedded.Tests;

/// <summary>Segment files that are not what was written: always an error that names the file, never wrong records.</summary>
public sealed class DamageTests : IDisposable
{
    private readonly LogFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Byte_flipped_anywhere_is_found_and_named()
    {
        _folder.Write(6);
        string path = _folder.SegmentFiles[0];
        byte[] original = File.ReadAllBytes(path);
        using EmbeddedLog log = _folder.Open();
        for (int at = 0; at < original.Length; at++)
        {
            byte[] damaged = [.. original];
            damaged[at] ^= (byte)(1 << (at % 8));
            File.WriteAllBytes(path, damaged);
            string message = Should.Throw<LogCorruptException>(() => LogFolder.ValuesOf(log, LogFolder.T0)).Message;
            message.ShouldContain(path);
            message.ShouldContain("t/0 offset");
        }
        File.WriteAllBytes(path, original);
        LogFolder.ValuesOf(log, LogFolder.T0).Count.ShouldBe(6);
    }

    /// <summary>Cuts, overwrites, moves and noise of every kind, from seeds; read from a random offset.</summary>
    [Fact]
    public void Damage_of_any_kind_gives_the_records_that_were_written_or_an_error()
    {
        _folder.Write(400, segmentBytes: 4000);
        List<string> expected = [.. Enumerable.Range(0, 400).Select(i => $"value {i}")];
        Dictionary<string, byte[]> originals = _folder.SegmentFiles.ToDictionary(path => path, File.ReadAllBytes);
        int found = 0;
        for (int seed = 1; seed <= 300; seed++)
        {
            Random random = new(seed);
            (string path, byte[] original) = originals.ElementAt(random.Next(originals.Count));
            File.WriteAllBytes(path, Damage([.. original], random));
            foreach (string index in Directory.EnumerateFiles(Path.GetDirectoryName(path)!, "*.index"))
            {
                if (random.Next(2) == 0) File.Delete(index);
            }
            using ILog log = EmbeddedLog.OpenReadOnly(_folder.Path);
            long offset = random.Next(400);
            RecordBatch into = new(recordsMax: 1 + random.Next(50));
            try
            {
                while (log.Read(LogFolder.T0, offset, into) > 0)
                {
                    for (int i = 0; i < into.Count; i++, offset++)
                        System.Text.Encoding.UTF8.GetString(into[i].Value).ShouldBe(expected[(int)offset], $"seed {seed}");
                }
            }
            catch (LogCorruptException corrupt)
            {
                corrupt.Message.ShouldContain(path);
                found++;
            }
            File.WriteAllBytes(path, original);
        }
        found.ShouldBeGreaterThan(100);
    }

    private static byte[] Damage(byte[] bytes, Random random)
    {
        int at = random.Next(bytes.Length), length = 1 + random.Next(bytes.Length - at);
        switch (random.Next(5))
        {
            case 0:
                return bytes[..at];
            case 1:
                random.NextBytes(bytes.AsSpan(at, Math.Min(length, 50)));
                return bytes;
            case 2:
                bytes.AsSpan(at, length).Clear();
                return bytes;
            case 3:
                bytes.AsSpan(at, Math.Min(length, bytes.Length / 2)).CopyTo(bytes); // an older page over a newer one
                return bytes;
            default:
                bytes[at & ~3] = 0xFF; // often in a length
                return bytes;
        }
    }
}
