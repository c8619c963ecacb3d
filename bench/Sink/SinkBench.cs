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
    private const int Rounds = 7;

    public static Area Area { get; } = new(
        "sink", "rows/s into the embedded ClickHouse, beside posting the same rows pre-encoded, [--rows N]", RunAsync);

    private static async Task<int> RunAsync(string[] args)
    {
        int at = Array.IndexOf(args, "--rows");
        int rows = at < 0 ? 1_000_000 : int.Parse(args[at + 1], CultureInfo.InvariantCulture);
        MeasureFilling();
        string folder = Directory.CreateTempSubdirectory("houle-bench-sink-").FullName;
        try
        {
            await using var server = await EmbeddedClickHouse.StartAsync(
                new EmbeddedClickHouseOptions { Folder = folder }, NullLogger.Instance);
            using var client = new ClickHouseClient(server.Endpoint);
            await new SchemaMigrator(client, new SchemaOptions()).ApplyAsync();
            Console.WriteLine("| shape | rows | blocks | MB | pre-encoded rows/s | sink rows/s | ratio | CPU s per million rows, pre-encoded: server + poster | sink: server + sink |");
            Console.WriteLine("|---|---|---|---|---|---|---|---|---|");
            foreach (WindowLoad load in (WindowLoad[])[new("1 month", rows, Months: 1), new("12 months", rows, Months: 12)])
                await MeasureAsync(server, client, load);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        return 0;
    }

    /// <summary>Records of the log to the bytes of a block, without a server.</summary>
    private static void MeasureFilling()
    {
        using var log = new MemoryLog(TimeProvider.System);
        WindowLoad.CreateTopics(log);
        using ILogProducer producer = log.OpenProducer("load");
        producer.Commit(new WindowLoad("filling", 250_000, Months: 1).Batch());
        var block = new SinkBlock(SinkTable.All[0], new ClickHouseSinkOptions(), log, NullLogger.Instance);
        double bestMs = double.MaxValue;
        for (int round = 0; round < 100; round++)
        {
            long started = Stopwatch.GetTimestamp();
            block.Fill(new TopicPartition(SinkTable.All[0].Topic, 0), "bench", 0);
            bestMs = Math.Min(bestMs, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"A block of {block.Rows} rows, {block.Bytes.Length / 1e6:F0} MB, is read, decoded and encoded in {bestMs:F1} ms (best of 100): {block.Rows / bestMs / 1000:F1} million rows/s."));
        Console.WriteLine();
    }

    private static async Task MeasureAsync(EmbeddedClickHouse server, ClickHouseClient client, WindowLoad load)
    {
        List<Measured> rounds = [];
        for (int round = 0; round <= Rounds; round++)
        {
            // A log of its own each round: nothing that is sent is known to the server.
            using var log = new MemoryLog(TimeProvider.System);
            var options = new ClickHouseSinkOptions { Run = $"round-{load.Months}-{round}" };
            await using var sink = new RunningSink(log, client, options);
            await sink.WriteAsync(load with { Rows = load.Rows / 5 });
            Dictionary<TopicPartition, long> ends = WindowLoad.Ends(log);

            // The sink first, as the blocks are encoded from what it has read.
            await client.ExecuteAsync("TRUNCATE TABLE city_windows");
            TimeSpan serverCpu = ServerCpu(server);
            (double sinkSeconds, double sinkOwn) = await sink.WriteAsync(load);
            double sinkServer = (ServerCpu(server) - serverCpu).TotalSeconds;
            long written = await client.QueryLongAsync("SELECT count() FROM city_windows");

            List<(ByteBuffer Bytes, string Token)> blocks = Encode(log, options, ends);
            await client.ExecuteAsync("TRUNCATE TABLE city_windows");
            serverCpu = ServerCpu(server);
            TimeSpan ownCpu = Environment.CpuUsage.TotalTime;
            long started = Stopwatch.GetTimestamp();
            foreach ((ByteBuffer bytes, string token) in blocks) await client.InsertNativeAsync("city_windows", bytes, "pre:" + token);
            double encodedSeconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            double encodedOwn = (Environment.CpuUsage.TotalTime - ownCpu).TotalSeconds;
            double encodedServer = (ServerCpu(server) - serverCpu).TotalSeconds;
            if (await client.QueryLongAsync("SELECT count() FROM city_windows") != written)
                throw new InvalidOperationException("the two ways wrote different rows");

            if (round == 0) continue; // warm-up
            double million = written / 1e6;
            rounds.Add(new Measured(
                written / encodedSeconds, written / sinkSeconds, encodedServer / million, encodedOwn / million,
                sinkServer / million, sinkOwn / million, written, blocks.Count, blocks.Sum(block => (long)block.Bytes.Length) / 1e6));
        }

        double encodedRows = Median(rounds, round => round.EncodedRows), sinkRows = Median(rounds, round => round.SinkRows);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {load.Name} | {rounds[0].Rows} | {rounds[0].Blocks} | {rounds[0].Megabytes:F0} | {encodedRows:F0} | {sinkRows:F0} | {sinkRows / encodedRows:F2} | {Median(rounds, round => round.EncodedServer):F2} + {Median(rounds, round => round.EncodedOwn):F2} | {Median(rounds, round => round.SinkServer):F2} + {Median(rounds, round => round.SinkOwn):F2} |"));
    }

    private static double Median(List<Measured> rounds, Func<Measured, double> of) => rounds.Select(of).Order().ElementAt(Rounds / 2);

    /// <summary>One round: rows a second both ways, CPU seconds per million rows, and what was written.</summary>
    private readonly record struct Measured(
        double EncodedRows, double SinkRows, double EncodedServer, double EncodedOwn, double SinkServer, double SinkOwn, long Rows,
        int Blocks, double Megabytes);

    private static TimeSpan ServerCpu(EmbeddedClickHouse server)
    {
        using var process = Process.GetProcessById(server.ProcessId);
        return process.TotalProcessorTime;
    }

    /// <summary>What the sink sent from given offsets on, encoded beforehand.</summary>
    private static List<(ByteBuffer Bytes, string Token)> Encode(
        MemoryLog log, ClickHouseSinkOptions options, Dictionary<TopicPartition, long> starts)
    {
        var block = new SinkBlock(SinkTable.All[0], options, log, NullLogger.Instance);
        List<(ByteBuffer, string)> blocks = [];
        foreach ((TopicPartition partition, long start) in starts)
        {
            for (long next = start; block.Fill(partition, "bench", next); next = block.Plan.Last + 1)
            {
                var copy = new ByteBuffer(block.Bytes.Length);
                copy.Append(block.Bytes.Written);
                blocks.Add((copy, block.Token));
            }
        }

        return blocks;
    }
}
