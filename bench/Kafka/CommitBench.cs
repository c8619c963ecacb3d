using System.Diagnostics;
using System.Globalization;
using Houle.Bench.Streams;
using Houle.Streams.Kafka;
using Houle.Streams.Log;

namespace Houle.Bench.Kafka;

/// <summary>What one commit costs: a transaction of a few records in eight partitions and the positions of two groups, and when a reader has
/// them; under settings of librdkafka that take turns.</summary>
internal static class CommitBench
{
    private const int Partitions = 4, PerTurn = 25;
    private static readonly string[] Topics = ["activity", "results"];

    public static Area Area { get; } = new(
        "kafka-commit", "one small commit after the other, and a reader of it, on Kafka: [--count N] [--pause MS] [--set NAME=VALUE]...", Run);

    private static Task<int> Run(string[] args)
    {
        int count = (int)StreamsBench.Option(args, "--count", 500), pauseMs = (int)StreamsBench.Option(args, "--pause", 0);
        string[] settings = ["", .. Enumerable.Range(1, Math.Max(0, args.Length - 1)).Where(i => args[i - 1] == "--set").Select(i => args[i])];
        using BenchBroker broker = BenchBroker.Start();
        Turn[] turns = [.. settings.Select((setting, i) => new Turn(broker.Bootstrap, setting, $"c{i}."))];
        for (int done = 0; done < count + PerTurn; done += PerTurn)
        {
            foreach (Turn turn in turns) turn.Commit(PerTurn, pauseMs, isWarmUp: done == 0);
        }

        Console.WriteLine("| setting | commits | commit p50 ms | p90 | p99 | until it is read p50 ms | p90 | p99 |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|");
        foreach (Turn turn in turns) turn.Print();
        foreach (Turn turn in turns) turn.Dispose();
        return Task.FromResult(0);
    }

    private sealed class Turn : IDisposable
    {
        private readonly string _setting;
        private readonly KafkaLog _log;
        private readonly ILogProducer _producer;
        private readonly CommitBatch _batch = new();
        private readonly RecordBatch _read = new();
        private readonly List<double> _commitMs = [], _readMs = [];
        private long _next, _position;

        public Turn(string bootstrap, string setting, string prefix)
        {
            _setting = setting;
            KafkaLogOptions options = KafkaBench.Options(bootstrap, prefix, prefix.TrimEnd('.'));
            if (setting.Split('=') is [var name, var value]) options = options with { Client = new Dictionary<string, string>(options.Client) { [name] = value } };
            _log = KafkaLog.Open(options, TimeProvider.System);
            foreach (string topic in Topics) _log.EnsureTopic(new TopicDefinition(topic, Partitions));
            _producer = _log.OpenProducer("commits");
        }

        public void Commit(int count, int pauseMs, bool isWarmUp)
        {
            TopicPartition read = new(Topics[^1], 0);
            for (int i = 0; i < count; i++)
            {
                foreach (string topic in Topics)
                {
                    for (int partition = 0; partition < Partitions; partition++)
                        _batch.Append(new TopicPartition(topic, partition), CommitBatch.StampAtCommit, "k"u8, new byte[400]);
                }

                _position++;
                foreach (string group in (string[])["one", "other"]) _batch.SetPosition(group, read, new GroupPosition(_position, _position));
                long began = Stopwatch.GetTimestamp();
                _producer.Commit(_batch);
                double commitMs = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
                _batch.Clear();
                while (true)
                {
                    long seen = _log.Version;
                    PartitionView view = _log.Look(read, _next);
                    _next = view.Next;
                    if (view.Supply == Supply.Ready) break;
                    _log.WaitForCommit(seen, TimeSpan.FromMilliseconds(5), CancellationToken.None);
                }

                _log.Read(read, _next, _read);
                _next = _read[_read.Count - 1].Offset + 1;
                if (!isWarmUp)
                {
                    _commitMs.Add(commitMs);
                    _readMs.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
                }

                Thread.Sleep(pauseMs);
            }
        }

        public void Print()
        {
            _commitMs.Sort();
            _readMs.Sort();
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {(_setting.Length == 0 ? "as it is" : _setting)} | {_commitMs.Count} | {At(_commitMs, 0.5)} | {At(_commitMs, 0.9)} | {At(_commitMs, 0.99)} | {At(_readMs, 0.5)} | {At(_readMs, 0.9)} | {At(_readMs, 0.99)} |"));

            static string At(List<double> sorted, double share) => sorted[(int)(sorted.Count * share)].ToString("0.0", CultureInfo.InvariantCulture);
        }

        public void Dispose()
        {
            _producer.Dispose();
            _log.Dispose();
        }
    }
}
