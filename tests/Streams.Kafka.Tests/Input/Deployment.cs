using System.Text;
using Houle.Avro.Binary;
using Houle.Events;
using Houle.Streams.Log;
using Houle.Streams.Observe;
using Houle.Streams.Runtime;
using Houle.Streams.Topology;

namespace Houle.Streams.Kafka.Tests.Input;

/// <summary>The stages on a broker in the test's own process, on one social stream that others fill; and what came out of them.</summary>
internal sealed class Deployment(string bootstrap, int partitions) : IDisposable
{
    public const string Topic = "mentions";
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    private string _name = $"t{Guid.NewGuid():N}";
    private KafkaLog? _log;

    /// <summary>The source topic as Kafka has it.</summary>
    public string Source => $"{_name}.{Topic}";

    /// <summary>The largest record that the stages may write.</summary>
    public int RecordBytesMax { get; init; } = 1 << 20;

    public IRegisteredSchemas? Registered { get; init; }

    /// <summary>After which a partition at its end counts as idle.</summary>
    public long IdleMs { get; init; } = 3_600_000;

    /// <summary>What the log reported about topics, a line each.</summary>
    public List<string> Reports { get; } = [];

    public KafkaLog Log => _log ??= Open();

    public StreamsRuntime Start() => Start(Log, "");

    /// <summary>One more instance, as another process would be: a log of its own.</summary>
    public StreamsRuntime Start(KafkaLog log, string instance)
    {
        StreamsRuntime runtime = new(log, Topology, new RuntimeOptions { Threads = 1, Name = _name, Instance = instance, CommitIntervalMs = 50 }, TimeProvider.System);
        runtime.Start();
        return runtime;
    }

    public KafkaLog Open() => KafkaLog.Open(
        new KafkaLogOptions
        {
            Bootstrap = bootstrap, Name = _name, TopicPrefix = $"{_name}.", RecordBytesMax = RecordBytesMax, SessionTimeoutMs = 3_000,
            Report = line => { lock (Reports) Reports.Add(line); },
        }, TimeProvider.System);

    /// <summary>Runs the stages until nothing is left to read.</summary>
    public void RunToEnd()
    {
        using StreamsRuntime runtime = Start();
        WaitFor(() => runtime.Completion.IsFaulted || IsAtEnd(), "the stages did not read to the end");
        runtime.Stop();
        runtime.Completion.Wait(Bound).ShouldBeTrue();
    }

    public static void WaitFor(Func<bool> condition, string otherwise)
    {
        DateTime until = DateTime.UtcNow + Bound;
        while (!condition())
        {
            if (DateTime.UtcNow > until) throw new TimeoutException($"{otherwise} within {Bound}");
            Thread.Sleep(20);
        }
    }

    /// <summary>What each dead letter says.</summary>
    public List<Letter> DeadLetters()
    {
        List<Letter> letters = [];
        Log.Scan(new TopicPartition(TopicNames.DeadLetters, 0), (scoped in RecordView record) =>
        {
            DeadLetter letter = DeadLetter.Read(SingleObject.Body(record.Value));
            letters.Add(new Letter(
                letter.Partition, letter.Position, Encoding.UTF8.GetString(letter.Reason), Encoding.UTF8.GetString(letter.Detail),
                letter.HasKey ? letter.Key.Length : -1, letter.HasValue ? letter.Value.Length : -1, record.Value.Length));
        });
        return [.. letters.OrderBy(letter => letter.Partition).ThenBy(letter => letter.Position)];
    }

    /// <summary>Sums of all accounts; read = accepted + duplicates + dead letters + other must hold in each.</summary>
    public HourAccount Account()
    {
        HourAccount sum = default;
        Log.Scan(new TopicPartition(TopicNames.Accounting, 0), (scoped in RecordView record) =>
        {
            Accounting row = Accounting.Read(SingleObject.Body(record.Value));
            row.ReadValue.ShouldBe(row.Accepted + row.Duplicates + row.DeadLettered + row.Other);
            row.AcceptedWeight.ShouldBe(row.LeafWeight);
            sum.Read += row.ReadValue;
            sum.Accepted += row.Accepted;
            sum.Late += row.Late;
            sum.Duplicates += row.Duplicates;
            sum.DeadLettered += row.DeadLettered;
            sum.Other += row.Other;
        });
        return sum;
    }

    /// <summary>Start, cell and count of every closed city window.</summary>
    public List<(long StartMs, string Cell, long Count)> Windows()
    {
        List<(long, string, long)> windows = [];
        Log.Scan(new TopicPartition(TopicNames.CityWindows, 0), (scoped in RecordView record) =>
        {
            CityWindow window = CityWindow.Read(SingleObject.Body(record.Value));
            if (window.Level == CellLevel.City) windows.Add((window.WindowStartMs, Encoding.UTF8.GetString(window.Cell), window.Totals.Count));
        });
        return [.. windows.Order()];
    }

    /// <summary>The same deployment with another number of partitions configured.</summary>
    public Deployment With(int partitions) => new(bootstrap, partitions) { _name = _name };

    public void Dispose() => _log?.Dispose();

    private TopologyOptions Topology => new()
    {
        Streams = [StreamOptions.Defaults[0] with { Topic = Topic, Partitions = partitions, Foreign = true, IdleMs = IdleMs }],
        ActivityPartitions = 1, RollUp = false, Registered = Registered,
    };

    private bool IsAtEnd() =>
        Enumerable.Range(0, partitions).All(partition => IsAtEnd(ObserveTask.GroupName, new TopicPartition(Topic, partition))) &&
        IsAtEnd("detect", new TopicPartition(TopicNames.Activity, 0));

    private bool IsAtEnd(string group, TopicPartition partition)
    {
        try
        {
            return (Log.Position(group, partition)?.Next ?? 0) >= Log.Range(partition).End;
        }
        catch (LogUnavailableException)
        {
            return false; // a coordinator that has just been chosen
        }
    }
}

/// <summary>One dead letter; lengths in bytes, -1 for null.</summary>
internal sealed record Letter(int Partition, long Position, string Reason, string Detail, int KeyBytes, int ValueBytes, int Bytes);
