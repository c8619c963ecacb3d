using System.Diagnostics;
using System.Globalization;
using Houle.Avro.Binary;
using Houle.Avro.Generic;
using Houle.Avro.Resolution;
using Houle.Avro.Schemas;
using Houle.Events;

namespace Houle.Bench.Avro;

/// <summary>Decode and encode of mentions: nanoseconds and allocated bytes each, on 4,096 different ones.</summary>
/// <remarks>Rounds are shorter than a scheduler's slice, so that the best of many is free of what else the machine does.</remarks>
internal static class AvroArea
{
    private const int Mentions = SomeMentions.Count;
    private const int Rounds = 300;
    private const int LoopsPerRound = 5;

    public static Task<int> RunAsync(string[] args)
    {
        (ByteBuffer all, int[] ends) = SomeMentions.Make();
        double bytesEach = all.Length / (double)Mentions - SingleObject.HeaderBytes;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Mentions} mentions of {bytesEach:F0} bytes in the mean; best and median of {Rounds} rounds"));
        Console.WriteLine("| what | best ns | median ns | allocated bytes |");
        Console.WriteLine("|---|---|---|---|");
        double decode = Report("decode a mention, all fields", () => Decode(all, ends));
        Report("decode and go through its sounds, hashtags and products", () => DecodeAndVisit(all, ends));
        Report("check a mention without keeping it", () => Skip(all, ends));
        var to = new ByteBuffer(1 << 20);
        Report("decode and encode a mention again", () => Recode(all, ends, to));
        double encode = Report("encode a mention", () => Encode(all, ends, to));
        var resolver = SchemaResolver.Create(Schema.Parse(Mention.SchemaJson), EarlierReader());
        Report("rewrite a mention for another schema (fields dropped, added, moved, widened)", () => Resolve(all, ends, resolver, to));
        var generic = new GenericReader(Mention.Schema);
        GenericRecord record = generic.Read(Body(all, ends, 0)).AsRecord();
        double decodeGeneric = Report("decode a mention as a generic record, used again", () => DecodeGeneric(all, ends, generic, record));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\ngeneric decode is {decodeGeneric / decode:F1} times generated (target: at most 5)\n"));
        string folder = Directory.CreateTempSubdirectory("houle-bench-avro-").FullName;
        try
        {
            IReadOnlyList<ContainerRow> files = ContainerRows.Report(all, ends, folder);
            JavaPeer.Report(folder, decode, decodeGeneric, encode, files);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        return Task.FromResult(0);
    }

    /// <summary>The body of a mention, without its header.</summary>
    public static ReadOnlySpan<byte> Body(ByteBuffer all, int[] ends, int i)
    {
        int start = (i == 0 ? 0 : ends[i - 1]) + SingleObject.HeaderBytes;
        return all.Array.AsSpan(start, ends[i] - start);
    }

    private static long DecodeGeneric(ByteBuffer all, int[] ends, GenericReader reader, GenericRecord record)
    {
        long sum = 0;
        for (int i = 0; i < ends.Length; i++)
        {
            reader.Read(Body(all, ends, i), record);
            sum += record[1].AsLong();
        }

        return sum;
    }

    private static double Report(string what, Func<long> loop)
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
        return rounds[0];
    }

    /// <summary>A reader that wants the fields in another order, a new one, and a count as a double.</summary>
    private static Schema EarlierReader() => Schema.Parse(
        """
        {"type": "record", "name": "Mention", "namespace": "houle", "fields": [
          {"name": "city", "type": ["null", "string"]}, {"name": "added", "type": "string", "default": "new"},
          {"name": "event_id", "type": "string"}, {"name": "occurred_at", "type": "double"},
          {"name": "hashtags", "type": {"type": "array", "items": "string"}}, {"name": "weight", "type": "double"}]}
        """);

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
}
