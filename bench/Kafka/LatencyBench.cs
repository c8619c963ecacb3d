using System.Diagnostics;
using System.Globalization;
using System.Text;
using Confluent.Kafka;
using Houle.Avro.Binary;
using Houle.Bench.Streams;
using Houle.Events;
using Houle.Streams;
using Houle.Streams.Kafka;
using Houle.Streams.Log;
using Houle.Streams.Topology;
using TopicPartition = Houle.Streams.Log.TopicPartition;

namespace Houle.Bench.Kafka;

/// <summary>How long after the event that moves the last partition past a window's end + grace the closed window is in the hands of
/// a reader, at a steady rate of events.</summary>
/// <remarks>Event time runs faster than the clock, so that there are enough windows to speak of a percentile: each then holds
/// rate * 60 / speed mentions.</remarks>
internal static class LatencyBench
{
    private const int Partitions = 4;
    private const long MinuteMs = 60_000, GraceMs = 30_000;
    private const string Prefix = "lat.", Source = "mentions";

    public static Area Area { get; } = new(
        "kafka-latency", "from the event that closes a window to the window in a reader's hands, on Kafka: [--seconds N] [--rate N] [--speed N] [--threads N] [--worker commit=N|fetch=MB]...", Run);

    private static async Task<int> Run(string[] args)
    {
        int seconds = (int)StreamsBench.Option(args, "--seconds", 120);
        int rate = (int)StreamsBench.Option(args, "--rate", 20_000);
        int speed = (int)StreamsBench.Option(args, "--speed", 60);
        int threads = (int)StreamsBench.Option(args, "--threads", 2);
        using BenchBroker broker = BenchBroker.Start();
        using KafkaLog log = KafkaLog.Open(KafkaBench.Options(broker.Bootstrap, Prefix, "bench"), TimeProvider.System);
        log.EnsureTopic(new TopicDefinition(Source, Partitions));
        using Process worker = KafkaWorker.Start(broker.Bootstrap, Prefix, "latency", "peer", 0, threads, KafkaWorker.Settings(args));
        while (log.Topics.All(topic => topic.Definition.Name != TopicNames.Control)) await Task.Delay(100); // the last that it creates

        Dictionary<long, long> arrived = [];
        using CancellationTokenSource stop = new();
        Task reading = Task.Factory.StartNew(() => Read(log, arrived, stop.Token), TaskCreationOptions.LongRunning);
        Dictionary<long, long> closed = await Task.Factory.StartNew(
            () => Produce(broker.Bootstrap, seconds, rate, speed), TaskCreationOptions.LongRunning);
        await Task.Delay(TimeSpan.FromSeconds(5)); // the last windows are on their way
        await stop.CancelAsync();
        await reading;
        worker.StandardInput.Close();
        await worker.WaitForExitAsync();
        Print(closed, arrived, rate, speed);
        return 0;
    }

    /// <summary>The first fifth is the warm-up of three processes, and is left out.</summary>
    private static void Print(Dictionary<long, long> closed, Dictionary<long, long> arrived, int rate, int speed)
    {
        double[] all =
        [
            .. closed.Where(minute => arrived.ContainsKey(minute.Key)).OrderBy(minute => minute.Key).Skip(closed.Count / 5)
                .Select(minute => Stopwatch.GetElapsedTime(minute.Value, arrived[minute.Key]).TotalMilliseconds).Order(),
        ];
        Console.WriteLine("| events/s | event time / clock | windows' minutes | missing | p50 ms | p90 ms | p99 ms | worst ms |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|");
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {rate} | {speed} | {all.Length} | {closed.Keys.Count(minute => !arrived.ContainsKey(minute))} | {At(0.5):0} | {At(0.9):0} | {At(0.99):0} | {all[^1]:0} |"));

        double At(double share) => all[Math.Min(all.Length - 1, (int)(all.Length * share))];
    }

    /// <summary>When the last record of each minute's windows was in our hands.</summary>
    private static void Read(KafkaLog log, Dictionary<long, long> arrived, CancellationToken cancel)
    {
        TopicPartition partition = new(TopicNames.CityWindows, 0);
        RecordBatch batch = new(bytesMax: 8 << 20);
        long next = 0;
        while (!cancel.IsCancellationRequested)
        {
            long seen = log.Version;
            PartitionView view = log.Look(partition, next);
            next = view.Next;
            if (view.Supply != Supply.Ready)
            {
                log.WaitForCommit(seen, TimeSpan.FromMilliseconds(5), CancellationToken.None);
                continue;
            }

            log.Read(partition, next, batch);
            long now = Stopwatch.GetTimestamp();
            for (int i = 0; i < batch.Count; i++) arrived[CityWindow.Read(SingleObject.Body(batch[i].Value)).WindowStartMs] = now;
            if (batch.Count > 0) next = batch[batch.Count - 1].Offset + 1;
        }
    }

    /// <returns>When the event was sent that moved the last partition past each minute's end + grace.</returns>
    private static Dictionary<long, long> Produce(string bootstrap, int seconds, int rate, int speed)
    {
        using IProducer<byte[], byte[]> producer = new ProducerBuilder<byte[], byte[]>(
            new ProducerConfig { BootstrapServers = bootstrap, LingerMs = 5, CompressionType = CompressionType.Lz4 }).Build();
        MentionLoad load = new(1);
        Random random = new(2);
        ByteBuffer value = new(512);
        long[] times = new long[Partitions];
        Dictionary<long, long> closed = [];
        long firstOpen = 0, began = Stopwatch.GetTimestamp();
        for (long i = 0; i < (long)seconds * rate; i++)
        {
            while (i > Stopwatch.GetElapsedTime(began).TotalSeconds * rate) Thread.Sleep(1);
            long atMs = MentionLoad.StartMs + (i * 1000 * speed / rate) - random.Next(5_000);
            byte[] key = Encoding.UTF8.GetBytes($"c{random.Next(1_000_000)}");
            int partition = Houle.Streams.Partitioner.Of(key, Partitions);
            value.Clear();
            load.Write(value, i, atMs, key);
            producer.Produce(
                new Confluent.Kafka.TopicPartition(Prefix + Source, partition),
                new Message<byte[], byte[]> { Key = key, Value = value.Written.ToArray(), Timestamp = new Timestamp(atMs, TimestampType.CreateTime) });
            times[partition] = Math.Max(times[partition], atMs);
            long open = (times.Min() - GraceMs) / MinuteMs; // minutes below it are closed everywhere
            if (open > firstOpen && firstOpen > 0) closed[(open - 1) * MinuteMs] = Stopwatch.GetTimestamp();
            firstOpen = Math.Max(firstOpen, open);
        }

        producer.Flush(TimeSpan.FromSeconds(10));
        return closed;
    }
}
