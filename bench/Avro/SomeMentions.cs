using Houle.Avro.Binary;
using Houle.Avro.Lists;
using Houle.Events;

namespace Houle.Bench.Avro;

/// <summary>4,096 different mentions, always the same ones.</summary>
internal static class SomeMentions
{
    public const int Count = 4096;

    /// <summary>Mentions shaped like those of the load generator: one sound, one to three hashtags, at times a product.</summary>
    public static (ByteBuffer All, int[] Ends) Make()
    {
        var random = new Random(1);
        var all = new ByteBuffer(1 << 20);
        var ends = new int[Count];
        Utf8ListBuilder sounds = new(), hashtags = new(), products = new();
        for (int i = 0; i < Count; i++)
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
