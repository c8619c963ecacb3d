using System.Diagnostics;
using System.Globalization;
using System.Text;
using Houle.Ingest.Feeds;
using Houle.Ingest.Places;
using Houle.Ingest.Privacy;
using Houle.Ingest.Sessions;
using Houle.Streams.Log;
using Houle.Streams.Topology;

namespace Houle.Bench;

/// <summary>Measures rows of files to encoded events: simple counts, posts with people and cities, and a sort on disk.</summary>
/// <remarks>bench ingest [--rows N] [--dir DIR]: into a log that takes commits and keeps nothing, on one thread.</remarks>
internal static class IngestBench
{
    private const string Simple = """
        event: mention
        time: { column: at }
        fields: { event_id: id, platform: { constant: x }, format: { constant: post }, hashtags: tag }
        place: { country: { constant: fr } }
        """;

    private const string Posts = """
        event: mention
        time: { column: at }
        fields:
          event_id: id
          platform: { constant: tiktok }
          creator: who
          sounds: sound
          hashtags: { column: tags, split: "|" }
          likes: likes
        place: { city: city, country: { constant: fr } }
        """;

    public static Task<int> Run(string[] args)
    {
        int rows = int.Parse(Option(args, "--rows") ?? "1000000", CultureInfo.InvariantCulture);
        string folder = Path.Combine(Option(args, "--dir") ?? Path.GetTempPath(), $"houle-bench-{Environment.ProcessId}");
        Directory.CreateDirectory(folder);
        try
        {
            Console.WriteLine("| what | rows | MB | seconds | rows/s | MB/s | B allocated/row | peak MB |");
            Console.WriteLine("|---|---|---|---|---|---|---|---|");
            Stopwatch watch = Stopwatch.StartNew();
            TimeSpan cpu = Environment.CpuUsage.TotalTime;
            _ = Gazetteer.Shared;
            double gazetteerMs = watch.Elapsed.TotalMilliseconds;
            double gazetteerCpuMs = (Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds;
            string simple = WriteSimple(Path.Combine(folder, "simple.csv"), rows);
            string posts = WritePosts(Path.Combine(folder, "posts.csv"), rows);
            for (int round = 0; round < 2; round++)
            {
                Measure("simple, in order", simple, Simple, folder, asIs: true);
                Measure("simple, sorted", simple, Simple, folder, asIs: false);
                Measure("posts, sorted", posts, Posts, folder, asIs: false);
            }

            Console.WriteLine($"\nGazetteer: {gazetteerMs:F0} ms ({gazetteerCpuMs:F0} ms of CPU) to load {Gazetteer.Shared.Count} places, cold.");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        return Task.FromResult(0);
    }

    private static void Measure(string what, string path, string feed, string folder, bool asIs)
    {
        using NullLog log = new();
        IngestOptions options = new()
        {
            Time = TimeProvider.System, Keys = PseudonymKeys.Demo, AsIs = asIs, SpillFolder = Path.Combine(folder, "spill"),
        };
        IngestSession session = new(log, [new IngestInput(path, FeedDefinition.Parse("bench.yaml", feed).Definition!)], options);
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        Stopwatch watch = Stopwatch.StartNew();
        IngestReport report = session.Run();
        double seconds = watch.Elapsed.TotalSeconds;
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        using Process self = Process.GetCurrentProcess();
        double megabytes = new FileInfo(path).Length / 1e6;
        Console.WriteLine(
            $"| {what}{(report.SpilledRuns > 0 ? $", {report.SpilledRuns} runs on disk" : "")} | {report.Rows} | {megabytes:F0} | {seconds:F2} " +
            $"| {report.Rows / seconds:F0} | {megabytes / seconds:F0} | {allocated / (double)report.Rows:F0} | {self.PeakWorkingSet64 / 1e6:F0} |");
    }

    private static string WriteSimple(string path, int rows)
    {
        using StreamWriter file = new(path);
        file.WriteLine("id,at,tag");
        DateTime start = new(2025, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        for (int i = 0; i < rows; i++) file.WriteLine($"p{i},{start.AddMilliseconds(i * 20L):s}Z,tag{i * 31 % 997}");
        return path;
    }

    private static string WritePosts(string path, int rows)
    {
        string[] cities = ["Paris", "Liège", "Lyon", "Saint-Étienne", "Nantes", "Rouen", "Atlantide"];
        Random random = new(5);
        using StreamWriter file = new(path, append: false, Encoding.UTF8);
        file.WriteLine("id,at,who,city,sound,tags,likes");
        DateTime start = new(2025, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        for (int i = 0; i < rows; i++)
        {
            file.WriteLine(
                $"p{i},{start.AddMilliseconds((i * 20L) + random.Next(600_000)):s}Z,user{random.Next(200_000)}," +
                $"{cities[random.Next(cities.Length)]},s{random.Next(5_000)},tag{random.Next(900)}|tag{random.Next(900)},{random.Next(500)}");
        }

        return path;
    }

    private static string? Option(string[] args, string name)
    {
        int at = Array.IndexOf(args, name);
        return at >= 0 && at + 1 < args.Length ? args[at + 1] : null;
    }

    /// <summary>Takes commits and keeps nothing.</summary>
    private sealed class NullLog : ILog, ILogProducer
    {
        public IReadOnlyList<TopicDescription> Topics => [];

        public IReadOnlyList<(string Group, TopicPartition Partition, GroupPosition Position)> Positions => [];

        public long Version => 0;

        public void EnsureTopic(TopicDefinition definition) { }

        public OffsetRange Range(TopicPartition partition) => default;

        public int Read(TopicPartition partition, long offset, RecordBatch into) => 0;

        public GroupPosition? Position(string group, TopicPartition partition) => null;

        public ILogProducer OpenProducer(string transactionalId) => this;

        public bool WaitForCommit(long seen, TimeSpan timeout, CancellationToken cancel) => false;

        public void EnforceRetention() { }

        public void Commit(CommitBatch batch) { }

        public void Dispose() { }
    }
}
