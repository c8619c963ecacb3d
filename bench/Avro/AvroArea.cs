using System.Diagnostics;
using System.Globalization;
using Houle.Avro.Binary;
using Houle.Avro.Containers;
using Houle.Avro.Lists;
using Houle.Avro.Resolution;
using Houle.Avro.Schemas;
using Houle.Events;

namespace Houle.Bench.Avro;

/// <summary>Decode and encode of mentions: nanoseconds and allocated bytes each, on 4,096 different ones.</summary>
/// <remarks>Rounds are shorter than a scheduler's slice, so that the best of many is free of what else the machine does.</remarks>
internal static class AvroArea
{
    private const int Mentions = 4096;
    private const int Rounds = 300;
    private const int LoopsPerRound = 5;

    public static Task<int> RunAsync(string[] args)
    {
        (ByteBuffer all, int[] ends) = MakeMentions();
        double bytesEach = all.Length / (double)Mentions - SingleObject.HeaderBytes;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Mentions} mentions of {bytesEach:F0} bytes in the mean; best and median of {Rounds} rounds"));
        Console.WriteLine("| what | best ns | median ns | allocated bytes |");
        Console.WriteLine("|---|---|---|---|");
        Report("decode a mention, all fields", () => Decode(all, ends));
        Report("decode and go through its sounds, hashtags and products", () => DecodeAndVisit(all, ends));
        Report("check a mention without keeping it", () => Skip(all, ends));
        var to = new ByteBuffer(1 << 20);
        Report("decode and encode a mention again", () => Recode(all, ends, to));
        Report("encode a mention", () => Encode(all, ends, to));
        var resolver = SchemaResolver.Create(Schema.Parse(Mention.SchemaJson), EarlierReader());
        Report("rewrite a mention for another schema (fields dropped, added, moved, widened)", () => Resolve(all, ends, resolver, to));
        ReportContainer(all, ends);
        return Task.FromResult(0);
    }

    private static void Report(string what, Func<long> loop)
    {
        for (int i = 0; i < 60; i++) loop(); // tiered compilation
        Thread.Sleep(300);
        for (int i = 0; i < 60; i++) loop();
        var rounds = new double[Rounds];
        long allocated = 0, sink = 0;
        for (int round = 0; round < Rounds; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < LoopsPerRound; i++) sink += loop();
            rounds[round] = Stopwatch.GetElapsedTime(start).TotalNanoseconds / ((double)LoopsPerRound * Mentions);
            allocated += GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Array.Sort(rounds);
        double each = allocated / ((double)Rounds * LoopsPerRound * Mentions);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"| {what} | {rounds[0]:F1} | {rounds[Rounds / 2]:F1} | {each:F3} |"));
        if (sink == 42) Console.WriteLine();
    }

    /// <summary>A reader that wants the fields in another order, a new one, and a count as a double.</summary>
    private static Schema EarlierReader() => Schema.Parse(
        """
        {"type": "record", "name": "Mention", "namespace": "houle", "fields": [
          {"name": "city", "type": ["null", "string"]}, {"name": "added", "type": "string", "default": "new"},
          {"name": "event_id", "type": "string"}, {"name": "occurred_at", "type": "double"},
          {"name": "hashtags", "type": {"type": "array", "items": "string"}}, {"name": "weight", "type": "double"}]}
        """);

    /// <summary>A container file of the mentions in memory, read record by record; every record is checked by its schema.</summary>
    private static void ReportContainer(ByteBuffer all, int[] ends)
    {
        using var file = new MemoryStream();
        using (var writer = new ContainerWriter(file, Mention.SchemaJson, leaveOpen: true))
        {
            for (int round = 0; round < 2; round++)
            {
                for (int i = 0, start = 0; i < ends.Length; start = ends[i++])
                    writer.Append(all.Array.AsSpan(start + SingleObject.HeaderBytes, ends[i] - start - SingleObject.HeaderBytes));
            }
        }

        double best = double.MaxValue;
        for (int round = 0; round < 300; round++)
        {
            file.Position = 0;
            long start = Stopwatch.GetTimestamp();
            using var reader = new ContainerReader(file, leaveOpen: true);
            while (reader.TryRead(out _))
            {
            }

            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\ncontainer file, codec null, {file.Length / 1e6:F1} MB: {file.Length / 1e6 / best:F0} MB/s (best of 300)"));
    }

    private static long Resolve(ByteBuffer all, int[] ends, SchemaResolver resolver, ByteBuffer to)
    {
        to.Clear();
        for (int i = 0, start = 0; i < ends.Length; start = ends[i++])
            resolver.Resolve(all.Array.AsSpan(start + SingleObject.HeaderBytes, ends[i] - start - SingleObject.HeaderBytes), to);
        return to.Length;
    }

    private static long Decode(ByteBuffer all, int[] ends)
    {
        long sum = 0;
        for (int i = 0, start = 0; i < ends.Length; start = ends[i++])
        {
            Mention.Read(all.Array.AsSpan(start + SingleObject.HeaderBytes, ends[i] - start - SingleObject.HeaderBytes), out Mention mention);
            sum += mention.OccurredAtMs + mention.City.Length;
        }

        return sum;
    }

    private static long DecodeAndVisit(ByteBuffer all, int[] ends)
    {
        long sum = 0;
        for (int i = 0, start = 0; i < ends.Length; start = ends[i++])
        {
            Mention.Read(all.Array.AsSpan(start + SingleObject.HeaderBytes, ends[i] - start - SingleObject.HeaderBytes), out Mention mention);
            foreach (ReadOnlySpan<byte> sound in mention.Sounds) sum += sound.Length;
            foreach (ReadOnlySpan<byte> hashtag in mention.Hashtags) sum += hashtag.Length;
            foreach (ReadOnlySpan<byte> product in mention.Products) sum += product.Length;
        }

        return sum;
    }

    private static long Skip(ByteBuffer all, int[] ends)
    {
        long sum = 0;
        for (int i = 0, start = 0; i < ends.Length; start = ends[i++])
        {
            var reader = new AvroReader(all.Array.AsSpan(start + SingleObject.HeaderBytes, ends[i] - start - SingleObject.HeaderBytes));
            Mention.Skip(ref reader);
            sum += reader.Position;
        }

        return sum;
    }

    private static long Recode(ByteBuffer all, int[] ends, ByteBuffer to)
    {
        to.Clear();
        for (int i = 0, start = 0; i < ends.Length; start = ends[i++])
        {
            Mention.Read(all.Array.AsSpan(start + SingleObject.HeaderBytes, ends[i] - start - SingleObject.HeaderBytes), out Mention mention);
            mention.WriteSingleObject(to);
        }

        return to.Length;
    }

    /// <summary>One mention many times: the decode is outside the loop.</summary>
    private static long Encode(ByteBuffer all, int[] ends, ByteBuffer to)
    {
        to.Clear();
        Mention mention = Mention.Read(all.Array.AsSpan(SingleObject.HeaderBytes, ends[0] - SingleObject.HeaderBytes));
        for (int i = 0; i < ends.Length; i++)
        {
            mention.OccurredAtMs++;
            mention.WriteSingleObject(to);
        }

        return to.Length;
    }

    /// <summary>Mentions shaped like those of the load generator: one sound, one to three hashtags, at times a product.</summary>
    private static (ByteBuffer All, int[] Ends) MakeMentions()
    {
        var random = new Random(1);
        var all = new ByteBuffer(1 << 20);
        var ends = new int[Mentions];
        Utf8ListBuilder sounds = new(), hashtags = new(), products = new();
        for (int i = 0; i < Mentions; i++)
        {
            sounds.Clear();
            hashtags.Clear();
            products.Clear();
            sounds.Add($"s{random.Next(100_000)}");
            for (int n = 1 + random.Next(3); n > 0; n--) hashtags.Add($"h{random.Next(100_000)}");
            if (random.Next(4) == 0) products.Add($"p{random.Next(100_000)}");
            var mention = new Mention
            {
                EventId = System.Text.Encoding.UTF8.GetBytes($"{random.NextInt64():x}{i:x}"),
                OccurredAtMs = 1_750_000_000_000 + i * 50,
                Platform = (Platform)random.Next(PlatformSymbols.Count),
                Creator = System.Text.Encoding.UTF8.GetBytes($"c{random.Next(1_000_000)}"),
                City = System.Text.Encoding.UTF8.GetBytes($"fr/city-{random.Next(50)}"),
                Sounds = sounds.List,
                Hashtags = hashtags.List,
                Products = products.List,
            };
            mention.WriteSingleObject(all);
            ends[i] = all.Length;
        }

        return (all, ends);
    }
}
