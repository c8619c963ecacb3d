using System.Diagnostics;
using System.Globalization;
using Houle.Avro.Binary;
using Houle.Sinks.Client;
using Houle.Sinks.Schema;
using Houle.Sinks.Server;
using Houle.Sinks.Sink;
using Houle.Streams.Log;
using Houle.Streams.Log.Memory;
using Microsoft.Extensions.Logging.Abstractions;

namespace Houle.Bench.Sink;

/// <summary>The sink beside posting the same rows already encoded: what reading, encoding and planning cost.</summary>
internal static class SinkBench
{
    private const int Rounds = 3;

    public static Area Area { get; } = new(
        "sink", "rows/s into the embedded ClickHouse, beside posting the same rows pre-encoded, [--rows N]", RunAsync);

    private static async Task<int> RunAsync(string[] args)
    {
        int at = Array.IndexOf(args, "--rows");
        int rows = at < 0 ? 1_000_000 : int.Parse(args[at + 1], CultureInfo.InvariantCulture);
        string folder = Directory.CreateTempSubdirectory("houle-bench-sink-").FullName;
        try
        {
            await using var server = await EmbeddedClickHouse.StartAsync(
                new EmbeddedClickHouseOptions { Folder = folder }, NullLogger.Instance);
            using var client = new ClickHouseClient(server.Endpoint);
            await new SchemaMigrator(client, new SchemaOptions()).ApplyAsync();
            Console.WriteLine("| shape | rows | blocks | MB | pre-encoded rows/s | sink rows/s | ratio | CPU s per million rows, pre-encoded: server | sink: server | sink: itself | of that, encoding |");
            Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|");
            foreach (WindowLoad load in (WindowLoad[])[new("1 month", rows, Months: 1), new("12 months", rows, Months: 12)])
                await MeasureAsync(server, client, load);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        return 0;
    }

    private static async Task MeasureAsync(EmbeddedClickHouse server, ClickHouseClient client, WindowLoad load)
    {
        for (int round = 0; round <= Rounds; round++)
        {
            // A log of its own each round: the sink starts at its beginning, and nothing is known to the server.
            using var log = new MemoryLog(TimeProvider.System);
            load.Fill(log);
            var options = new ClickHouseSinkOptions { Run = $"round-{load.Months}-{round}" };
            TimeSpan own = Environment.CpuUsage.TotalTime;
            List<(ByteBuffer Bytes, string Token)> blocks = Encode(log, options);
            double encodingCpu = (Environment.CpuUsage.TotalTime - own).TotalSeconds;

            await client.ExecuteAsync("TRUNCATE TABLE city_windows");
            TimeSpan serverCpu = ServerCpu(server);
            long started = Stopwatch.GetTimestamp();
            foreach ((ByteBuffer bytes, string token) in blocks) await client.InsertNativeAsync("city_windows", bytes, "pre:" + token);
            double encodedSeconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            double encodedCpu = (ServerCpu(server) - serverCpu).TotalSeconds;
            long written = await client.QueryLongAsync("SELECT count() FROM city_windows");

            await client.ExecuteAsync("TRUNCATE TABLE city_windows");
            serverCpu = ServerCpu(server);
            (double sinkSeconds, double ownCpu) = await RunSinkAsync(log, client, options);
            double sinkCpu = (ServerCpu(server) - serverCpu).TotalSeconds;
            if (await client.QueryLongAsync("SELECT count() FROM city_windows") != written)
                throw new InvalidOperationException("the two ways wrote different rows");

            if (round == 0) continue; // warm-up
            double megabytes = blocks.Sum(block => (long)block.Bytes.Length) / 1e6;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {load.Name} | {written} | {blocks.Count} | {megabytes:F0} | {written / encodedSeconds:F0} | {written / sinkSeconds:F0} | {encodedSeconds / sinkSeconds:F2} | {encodedCpu / written * 1e6:F2} | {sinkCpu / written * 1e6:F2} | {ownCpu / written * 1e6:F2} | {encodingCpu / written * 1e6:F2} |"));
        }
    }

    private static async Task<(double Seconds, double CpuSeconds)> RunSinkAsync(
        MemoryLog log, ClickHouseClient client, ClickHouseSinkOptions options)
    {
        var sink = new ClickHouseSink(log, client, options, NullLogger.Instance, TimeProvider.System);
        using var stop = new CancellationTokenSource();
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        long started = Stopwatch.GetTimestamp();
        Task run = sink.RunAsync(stop.Token);
        await sink.DrainAsync();
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        double cpuSeconds = (Environment.CpuUsage.TotalTime - cpu).TotalSeconds;
        await stop.CancelAsync();
        await run;
        return (seconds, cpuSeconds);
    }

    private static TimeSpan ServerCpu(EmbeddedClickHouse server)
    {
        using var process = Process.GetProcessById(server.ProcessId);
        return process.TotalProcessorTime;
    }

    /// <summary>The blocks that the sink will send, encoded beforehand.</summary>
    private static List<(ByteBuffer Bytes, string Token)> Encode(MemoryLog log, ClickHouseSinkOptions options)
    {
        SinkTable table = SinkTable.All.First(table => table.Table == "city_windows");
        var block = new SinkBlock(table, options, log, NullLogger.Instance);
        List<(ByteBuffer, string)> blocks = [];
        for (int partition = 0; partition < WindowLoad.Partitions; partition++)
        {
            long next = 0;
            while (block.Fill(new TopicPartition(table.Topic, partition), "bench", next))
            {
                var copy = new ByteBuffer(block.Bytes.Length);
                copy.Append(block.Bytes.Written);
                blocks.Add((copy, block.Token));
                next = block.Plan.Last + 1;
            }
        }

        return blocks;
    }
}
