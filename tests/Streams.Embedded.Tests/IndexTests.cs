using System.Buffers.Binary;
using Houle.Streams.Log;

namespace Houle.Streams.Embedded.Tests;

/// <summary>The sparse index: every record is found, in this life of the log and the next, with and without its file.</summary>
public sealed class IndexTests : IDisposable
{
    /// <summary>Several index entries to a segment, and several segments.</summary>
    private static readonly EmbeddedLogOptions Options = new() { SegmentBytes = 100_000 };

    private readonly LogFolder _folder = new();
    private readonly Random _random = new(9);
    private int _count;

    public void Dispose() => _folder.Dispose();

    /// <summary>Records of a hundred to a thousand bytes that begin with their own offset.</summary>
    private void Append(EmbeddedLog log, int records)
    {
        using ILogProducer producer = log.OpenProducer("p");
        CommitBatch batch = new();
        for (int i = 0; i < records; i++)
        {
            byte[] value = new byte[_random.Next(100, 1000)];
            BinaryPrimitives.WriteInt32LittleEndian(value, _count++);
            batch.Append(LogFolder.T0, 1, "key"u8, value);
        }
        producer.Commit(batch);
    }

    private void ReadAnywhere(ILog log)
    {
        RecordBatch one = new(recordsMax: 1);
        RecordBatch many = new(recordsMax: 100, bytesMax: 30_000);
        for (int n = 0; n < 300; n++)
        {
            int offset = n == 0 ? _count - 1 : _random.Next(_count);
            foreach (RecordBatch into in (RecordBatch[])[one, many])
            {
                log.Read(LogFolder.T0, offset, into).ShouldBeGreaterThan(0);
                for (int i = 0; i < into.Count; i++)
                    BinaryPrimitives.ReadInt32LittleEndian(into[i].Value).ShouldBe(offset + i);
            }
        }
    }

    [Fact]
    public void Record_is_found_at_once_after_every_life_of_the_log_and_from_beside()
    {
        using ILog beside = First();
        for (int life = 0; life < 6; life++)
        {
            using EmbeddedLog log = _folder.Open(Options);
            if (life % 2 == 0) ReadAnywhere(log);
            for (int i = 0; i < 3; i++)
            {
                Append(log, 70);
                ReadAnywhere(beside);
            }
            ReadAnywhere(log);
        }

        ILog First()
        {
            using (EmbeddedLog log = _folder.Open(Options)) Append(log, 10);
            return EmbeddedLog.OpenReadOnly(_folder.Path);
        }
    }

    [Fact]
    public void Index_file_that_is_damaged_or_missing_is_made_again()
    {
        using (EmbeddedLog log = _folder.Open(Options))
        {
            for (int i = 0; i < 10; i++) Append(log, 100);
        }
        string[] indexes = [.. _folder.SegmentFiles.Select(path => Path.ChangeExtension(path, ".index"))];
        indexes.Length.ShouldBeGreaterThan(3);
        indexes.ShouldAllBe(path => File.Exists(path));
        byte[] first = File.ReadAllBytes(indexes[0]);
        first.Length.ShouldBeGreaterThan(40);
        File.Delete(indexes[0]);
        File.WriteAllText(indexes[1], "damaged");
        byte[] third = File.ReadAllBytes(indexes[2]);
        third[^1] ^= 1;
        File.WriteAllBytes(indexes[2], third);
        using EmbeddedLog next = _folder.Open(Options);
        ReadAnywhere(next);
        File.ReadAllBytes(indexes[0]).ShouldBe(first);
    }
}
