using System.Diagnostics;
using System.Globalization;
using Houle.Avro.Binary;
using Houle.Avro.Containers;
using Houle.Events;

namespace Houle.Bench.Avro;

/// <summary>A container file of one codec, and what reading it as <see cref="Mention"/> costs a record.</summary>
internal sealed record ContainerRow(string Codec, string Path, double ReadNs);

/// <summary>Container files of mentions, one a codec: read from memory as generated types, every field checked; and written.</summary>
internal static class ContainerRows
{
    private const int Repeats = 8;
    private const int Rounds = 60;

    public static IReadOnlyList<ContainerRow> Report(ByteBuffer all, int[] ends, string folder)
    {
        long dataBytes = 0;
        for (int i = 0; i < ends.Length; i++) dataBytes += Repeats * (long)AvroArea.Body(all, ends, i).Length;
        int records = Repeats * ends.Length;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"container files of {records} mentions, {dataBytes / 1e6:F1} MB unpacked; best of {Rounds}; MB/s of unpacked data"));
        Console.WriteLine("| codec | file MB | read as Mention MB/s | read and check bytes MB/s | write MB/s |");
        Console.WriteLine("|---|---|---|---|---|");
        var rows = new List<ContainerRow>();
        foreach (IContainerCodec codec in ContainerCodecs.Standard)
        {
            using var file = new MemoryStream();
            double write = Best(() => Write(all, ends, codec, file));
            double typed = Best(() => ReadTyped(file)), bytes = Best(() => ReadBytes(file));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {codec.Name} | {file.Length / 1e6:F2} | {dataBytes / 1e6 / typed:F0} | {dataBytes / 1e6 / bytes:F0} | {dataBytes / 1e6 / write:F0} |"));
            string path = Path.Combine(folder, codec.Name + ".avro");
            File.WriteAllBytes(path, file.ToArray());
            rows.Add(new ContainerRow(codec.Name, path, typed * 1e9 / records));
        }

        return rows;
    }

    private static double Best(Action loop)
    {
        double best = double.MaxValue;
        for (int round = 0; round < Rounds; round++)
        {
            long start = Stopwatch.GetTimestamp();
            loop();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return best;
    }

    private static void Write(ByteBuffer all, int[] ends, IContainerCodec codec, MemoryStream file)
    {
        file.SetLength(0);
        using var writer = new ContainerWriter(file, Mention.SchemaJson, codec, leaveOpen: true);
        for (int round = 0; round < Repeats; round++)
        {
            for (int i = 0; i < ends.Length; i++) writer.Append(AvroArea.Body(all, ends, i));
        }
    }

    private static void ReadTyped(MemoryStream file)
    {
        file.Position = 0;
        using var reader = new ContainerReader(file, leaveOpen: true);
        var mentions = new RecordReader<Mention>(reader, Mention.Schema);
        long sum = 0;
        while (mentions.TryRead(out Mention mention)) sum += mention.OccurredAtMs;
        if (sum == 0) throw new InvalidOperationException("nothing was read");
    }

    private static void ReadBytes(MemoryStream file)
    {
        file.Position = 0;
        using var reader = new ContainerReader(file, leaveOpen: true);
        while (reader.TryRead(out _))
        {
        }
    }
}
