using System.Diagnostics;
using System.Globalization;
using Houle.Avro.Binary;
using Houle.Bench.Streams;
using Houle.Events;
using Houle.Streams.Detect;
using Houle.Streams.Log;
using Houle.Streams.Log.Memory;
using Houle.Streams.Runtime;
using Houle.Streams.Select;
using Houle.Streams.State;
using Houle.Streams.Topology;

namespace Houle.Bench.State;

/// <summary>What a shelf costs: the join of many stores' sales, stock and visits over days of event time, in memory and in checkpoints, beside the
/// same days without a join.</summary>
/// <remarks>Live bytes are those by which the collected heap grows when the tasks are restored from the log, day after day: what is kept
/// needlessly shows as growth.</remarks>
internal static class ShelvesBench
{
    public static Area Area { get; } = new(
        "shelves", "memory and checkpoints of products in stores joined with sales, stock and visits: [--stores N] [--products N] [--cities N] [--days N]", Run);

    private static Task<int> Run(string[] args)
    {
        int stores = (int)StreamsBench.Option(args, "--stores", 500), products = (int)StreamsBench.Option(args, "--products", 200);
        int cities = (int)StreamsBench.Option(args, "--cities", 250), days = (int)StreamsBench.Option(args, "--days", 4);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{stores} stores x {products} products in {cities} cities"));
        Console.WriteLine("| joined | day | shelves | Detect live MB | as it says | checkpoint MB | Select live MB | checkpoint MB | offers to other cities: bytes a minute | CPU s a day |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|");
        Figures joined = Days(joins: true, stores, products, cities, days), apart = Days(joins: false, stores, products, cities, days);
        double shelves = stores * products;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"a shelf, the join's part of all: {(joined.Live - apart.Live) / shelves:0} bytes live, {(joined.Checkpoint - apart.Checkpoint) / shelves:0} in a checkpoint of Detect"));
        return Task.FromResult(0);
    }

    private static Figures Days(bool joins, int stores, int products, int cities, int days)
    {
        (string Cell, double Latitude, double Longitude)[] places = [.. Enumerable.Range(0, cities).Select(i => (ShelfLoad.CityOf(i), 50 + (i / 16 * 0.2), 4 + (i % 16 * 0.3)))];
        TopologyOptions topology = new()
        {
            Streams = [.. StreamOptions.Defaults.Take(4)], Detection = new DetectionOptions { LearningDays = 2 },
            Signals = !joins ? null : new SignalOptions { Cities = places.Select(place => place.Cell).ToHashSet(StringComparer.Ordinal), Near = NearCities.Of(places, 50), LearningHours = 24 },
        };
        using MemoryLog log = new(TimeProvider.System);
        foreach (TopicDefinition topic in HouleTopology.Topics(topology)) log.EnsureTopic(topic);
        ShelfLoad load = new(log, topology, stores, products, cities);
        TaskLoop loop = new(log, new RuntimeOptions(), "shelves", HouleTopology.Tasks(topology), new StreamTimeBoard(), TimeProvider.System);
        Figures last = default;
        long offers = 0;
        for (int day = 0; day < days; day++)
        {
            TimeSpan before = Process.GetCurrentProcess().TotalProcessorTime;
            for (int hour = 0; hour < 24; hour++)
            {
                load.Hour((day * 24) + hour);
                while (loop.Step())
                {
                    // Until the log's end.
                }
            }

            loop.Commit();
            double cpu = (Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds;
            long offered = OfferBytes(log);
            last = Measure(log, [.. Enumerable.Range(0, topology.ActivityPartitions).Select(IStreamTask (partition) => new DetectTask(topology, partition))]);
            Figures select = Measure(log, [new SelectTask(topology)]);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {(joins ? "yes" : "no")} | {day + 1} | {last.Shelves} | {last.Live / 1e6:0.0} | {last.Said / 1e6:0.0} | {last.Checkpoint / 1e6:0.0} | {select.Live / 1e6:0.0} | {select.Checkpoint / 1e6:0.0} | {(offered - offers) / 1440.0:0} | {cpu:0} |"));
            offers = offered;
        }

        GC.KeepAlive(loop);
        return last;
    }

    /// <summary>By how much the heap grows when the tasks come back from the log.</summary>
    private static Figures Measure(MemoryLog log, IStreamTask[] tasks)
    {
        long before = GC.GetTotalMemory(forceFullCollection: true), checkpoint = 0;
        foreach (IStreamTask task in tasks) task.Restore(log);
        long live = GC.GetTotalMemory(forceFullCollection: true) - before;
        ByteBuffer part = new();
        foreach (ICheckpointed state in tasks.Cast<ICheckpointed>())
        {
            for (int i = 0; i < state.Parts; i++)
            {
                part.Clear();
                state.WritePart(i, part);
                checkpoint += part.Length;
            }
        }

        DetectTask[] detects = [.. tasks.OfType<DetectTask>()];
        return new Figures(live, checkpoint, detects.Sum(task => task.StateBytes), detects.Sum(task => task.Shelves));
    }

    private static long OfferBytes(MemoryLog log)
    {
        long bytes = 0;
        log.Scan(new TopicPartition(TopicNames.Candidates, 0), (scoped in RecordView record) =>
        {
            if (SingleObject.TryReadFingerprint(record.Value, out ulong fingerprint) && fingerprint == SpareStock.Fingerprint) bytes += record.Value.Length;
        });
        return bytes;
    }

    private readonly record struct Figures(long Live, long Checkpoint, long Said, int Shelves);
}
