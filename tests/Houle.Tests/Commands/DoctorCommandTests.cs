using System.Text.Json.Nodes;
using Houle.Avro.Binary;
using Houle.Events;
using Houle.Streams.Embedded;
using Houle.Streams.Log;
using Houle.Streams.State;
using Houle.Streams.Topology;
using Houle.Tests.Support;

namespace Houle.Tests.Commands;

public sealed class DoctorCommandTests : IDisposable
{
    private static readonly TopicPartition Ledger = new("houle.accounting", 0);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Doctor_of_a_sound_folder_exits_0()
    {
        Write(read: 10, accepted: 6, duplicates: 2, deadLettered: 1, other: 1);
        ShellResult result = await Cli.Run("doctor", "--data", _folder.Path);

        result.ExitCode.ShouldBe(0, result.ToString());
        result.Output.ShouldContain(
            "ok    accounting of social: 10 read = 6 accepted (0 late) + 2 duplicates + 1 dead letters + 1 other\n");
    }

    [Fact]
    public async Task Doctor_that_finds_records_lost_exits_1_and_says_how_many()
    {
        Write(read: 10, accepted: 6, duplicates: 0, deadLettered: 0, other: 1);
        ShellResult result = await Cli.Run("doctor", "--data", _folder.Path, "--json");

        result.ExitCode.ShouldBe(1);
        JsonNode document = JsonNode.Parse(result.Output)!;
        document["ok"]!.GetValue<bool>().ShouldBeFalse();
        JsonNode failed = document["checks"]!.AsArray().Single(check => !check!["ok"]!.GetValue<bool>())!;
        failed["name"]!.GetValue<string>().ShouldBe("accounting of social");
        failed["found"]!.GetValue<string>().ShouldBe("10 read and 3 of them unaccounted for");
        failed["advice"]!.GetValue<string>().ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Doctor_that_finds_weight_lost_exits_1()
    {
        Write(read: 6, accepted: 6, leafWeight: 5_999_999);
        ShellResult result = await Cli.Run("doctor", "--data", _folder.Path);

        result.ExitCode.ShouldBe(1);
        result.Output.ShouldContain("FAIL  accounting of social: accepted weight is 6, and 5.999999 is in the leaf cells");
    }

    [Fact]
    public async Task Doctor_that_finds_a_backlog_and_nobody_at_work_exits_1()
    {
        Write(read: 1, accepted: 1, positionOfSink: 0);
        ShellResult result = await Cli.Run("doctor", "--data", _folder.Path);

        result.ExitCode.ShouldBe(1);
        result.Output.ShouldContain("FAIL  lag: sink of houle.accounting 1 records to go, and no houle runs on this folder");
    }

    [Theory]
    [InlineData(0, "ok    sink: it could read every record that it took\n")]
    [InlineData(1234, "warn  sink: left out of ClickHouse as unreadable: 1,234 of houle.trends; the service's log names each by its offset")]
    public async Task Doctor_says_what_the_sink_could_not_read(long unreadable, string line)
    {
        Write(read: 10, accepted: 10);
        using (EmbeddedLog log = EmbeddedLog.Open(_folder.File("log"), TimeProvider.System))
        {
            TopicPartition plans = new("houle.sink-trends-changelog", 0);
            log.EnsureTopic(new TopicDefinition(plans.Topic, 1));
            using ILogProducer producer = log.OpenProducer("test");
            CommitBatch commit = new();
            new SinkPlan { LogId = "id"u8, Unreadable = unreadable }.WriteSingleObject(commit.Begin(plans, CommitBatch.StampAtCommit, default));
            commit.End();
            producer.Commit(commit);
        }

        ShellResult result = await Cli.Run("doctor", "--data", _folder.Path);
        result.ExitCode.ShouldBe(0, result.ToString());
        result.Output.ShouldContain(line);
    }

    [Fact]
    public async Task Doctor_warns_of_joined_streams_that_are_silent_and_names_the_setting()
    {
        Write(read: 10, accepted: 10);
        Speak("houle.social", [0, 1, 2, 3]);
        Speak("houle.sales", [0, 3]);
        File.WriteAllText(_folder.File("catalogue.yaml"), "stores:\n- { id: store-2, name: Store 2, city: be/liege }\n");
        File.WriteAllText(_folder.File("houle.yaml"), $"catalogue: {_folder.File("catalogue.yaml")}\nsignals: {{ foot_traffic: false }}\n");
        ShellResult result = await Cli.Run("doctor", "--data", _folder.Path, "--config", _folder.File("houle.yaml"));
        ShellResult silent = await Cli.Run("doctor", "--data", _folder.Path);

        result.ExitCode.ShouldBe(0, result.ToString());
        result.Output.ShouldContain("warn  signals from intents: nothing has come, and signals wait for it up to 240 hours of event time; feed it, or set signals.intents: false\n");
        result.Output.ShouldContain("warn  signals from sales: 2 of 4 partitions have had no event");
        result.Output.ShouldNotContain("signals from foot_traffic");
        silent.Output.ShouldNotContain("signals", customMessage: "there is no store");
    }

    [Fact]
    public async Task Doctor_of_a_folder_that_does_not_exist_exits_3()
    {
        ShellResult result = await Cli.Run("doctor", "--data", _folder.File("nowhere"));

        result.ExitCode.ShouldBe(3);
        result.Output.ShouldContain("DOWN  folder: ");
    }

    [Fact]
    public async Task Doctor_with_a_server_that_does_not_answer_exits_3()
    {
        Write(read: 1, accepted: 1);
        string config = _folder.Write("houle.yaml", "clickhouse: {embedded: false, url: 'http://127.0.0.1:1'}\n");
        ShellResult result = await Cli.Run("doctor", "--data", _folder.Path, "--config", config);

        result.ExitCode.ShouldBe(3, result.ToString());
        result.Output.ShouldContain("DOWN  clickhouse: http://127.0.0.1:1/ (database houle, user default) does not answer");
    }

    /// <summary>Partitions of a source that have had an event.</summary>
    private void Speak(string topic, int[] partitions)
    {
        using EmbeddedLog log = EmbeddedLog.Open(_folder.File("log"), TimeProvider.System);
        string changelog = TopicNames.ObserveChangelog(topic);
        log.EnsureTopic(new TopicDefinition(changelog, 4));
        using ILogProducer producer = log.OpenProducer("test");
        var batch = new CommitBatch();
        foreach (int partition in partitions)
        {
            var value = new ByteBuffer(64);
            new ObserveState { StreamTimeMs = 1_772_409_600_000 }.WriteSingleObject(value);
            batch.Append(new TopicPartition(changelog, partition), CommitBatch.StampAtCommit, StateForm.Key, value.Written);
        }

        producer.Commit(batch);
    }

    private void Write(
        long read, long accepted = 0, long duplicates = 0, long deadLettered = 0, long other = 0, long? leafWeight = null,
        long positionOfSink = 1)
    {
        Directory.CreateDirectory(_folder.File("log"));
        using EmbeddedLog log = EmbeddedLog.Open(_folder.File("log"), TimeProvider.System);
        log.EnsureTopic(new TopicDefinition(Ledger.Topic, 1));
        using ILogProducer producer = log.OpenProducer("test");
        var value = new ByteBuffer(64);
        new Accounting
        {
            Stream = Events.Stream.Social, Source = "houle.social"u8, ReadValue = read, Accepted = accepted,
            Duplicates = duplicates, DeadLettered = deadLettered, Other = other,
            AcceptedWeight = accepted * 1_000_000, LeafWeight = leafWeight ?? accepted * 1_000_000,
        }.WriteSingleObject(value);
        var batch = new CommitBatch();
        batch.Append(Ledger, CommitBatch.StampAtCommit, "houle.social"u8, value.Written);
        batch.SetPosition("sink", Ledger, new GroupPosition(positionOfSink, positionOfSink));
        producer.Commit(batch);
    }
}
