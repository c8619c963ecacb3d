using System.Globalization;
using Houle.Bench.Streams;
using Houle.Streams.Kafka;
using Houle.Streams.Topology;

namespace Houle.Bench.Kafka;

/// <summary>What a mention leaves on the broker's disk, topic by topic, in each profile: what docs/capacity.md reads its traffic from.</summary>
/// <remarks>Segments are larger than what is written, so nothing of a trimmed changelog has gone yet: all that was written counts.</remarks>
internal static class BytesBench
{
    private const long StartMs = 1_750_000_000_000;

    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(8);

    public static Area Area { get; } = new(
        "kafka-bytes", "bytes a mention leaves on the broker, by topic and profile: [--count N] [--per-second N] [--partitions N]", Run);

    private static async Task<int> Run(string[] args)
    {
        int count = (int)StreamsBench.Option(args, "--count", 1_500_000), perSecond = (int)StreamsBench.Option(args, "--per-second", 5_000);
        int partitions = (int)StreamsBench.Option(args, "--partitions", 4);
        const string Prefix = "b.", Topic = $"{Prefix}mentions";
        using BenchBroker broker = BenchBroker.Start();
        KafkaLog.Open(KafkaBench.Options(broker.Bootstrap, "", "bench"), TimeProvider.System).Dispose(); // finds librdkafka
        await new PeerTool(broker).Do(
            "load", Topic, "--count", $"{count}", "--per-second", $"{perSecond}", "--partitions", $"{partitions}", "--start-ms", $"{StartMs}");
        Console.WriteLine($"{count} mentions, {perSecond} a second of event time, lz4; bytes a mention");
        Console.WriteLine("| profile | topic | bytes |");
        Console.WriteLine("|---|---|---|");
        foreach (string profile in (string[])["peer", "full", "creators", "detect"])
        {
            using (System.Diagnostics.Process worker = KafkaWorker.Start(broker.Bootstrap, Prefix, profile, profile, 0, 2))
            {
                await GroupProgress.Measure(broker.Bootstrap, Topic, [$"{profile}-observe", $"{profile}-detect"], worker.WaitForExitAsync(), Bound);
                worker.StandardInput.Close();
                await worker.WaitForExitAsync();
            }

            Print(profile, Sizes(broker, Prefix), count);
            await broker.DeleteTopics(@"b\.(houle\..*|.*-changelog)");
            await Gone(broker, Prefix);
        }

        return 0;
    }

    private static void Print(string profile, SortedDictionary<string, long> sizes, int count)
    {
        long source = sizes["mentions"], activity = sizes[TopicNames.Activity];
        foreach ((string topic, long bytes) in sizes.Where(size => size.Value >= count / 10)) Line(topic, bytes);
        Line("read by the stages: source and activity", source + activity);
        Line("written by the stages", sizes.Values.Sum() - source);

        void Line(string what, long bytes) =>
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {profile} | {what} | {(double)bytes / count:0.0} |"));
    }

    /// <summary>Bytes of all segments by topic, from the broker's folders (TOPIC-PARTITION); those being deleted left out.</summary>
    private static SortedDictionary<string, long> Sizes(BenchBroker broker, string prefix)
    {
        SortedDictionary<string, long> sizes = new(StringComparer.Ordinal);
        foreach (DirectoryInfo folder in Folders(broker, prefix))
        {
            string topic = folder.Name[prefix.Length..folder.Name.LastIndexOf('-')];
            sizes[topic] = sizes.GetValueOrDefault(topic) + folder.EnumerateFiles("*.log").Sum(segment => segment.Length);
        }

        return sizes;
    }

    private static IEnumerable<DirectoryInfo> Folders(BenchBroker broker, string prefix) =>
        new DirectoryInfo(Path.Combine(broker.Folder, "broker", "data")).EnumerateDirectories($"{prefix}*")
            .Where(folder => !folder.Name.EndsWith("-delete", StringComparison.Ordinal));

    private static async Task Gone(BenchBroker broker, string prefix)
    {
        for (int tries = 0; tries < 300 && Folders(broker, prefix).Any(folder => !folder.Name.StartsWith($"{prefix}mentions-", StringComparison.Ordinal) ||
            folder.Name.Contains("changelog", StringComparison.Ordinal)); tries++)
        {
            await Task.Delay(100);
        }
    }
}
