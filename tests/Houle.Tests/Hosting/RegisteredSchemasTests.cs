using System.Text;
using Houle.Avro.Binary;
using Houle.Avro.Registry;
using Houle.Avro.Tests.Registry;
using Houle.CommandLine;
using Houle.Events;
using Houle.Hosting;
using Houle.Ingest.Feeds;
using Houle.Ingest.Privacy;
using Houle.Ingest.Sessions;
using Houle.Streams.Log;
using Houle.Streams.Log.Memory;
using Houle.Streams.Runtime;
using Houle.Streams.Topology;

namespace Houle.Tests.Hosting;

/// <summary>Events framed by a real registry: written by ingest, counted by the stages, refused where they cannot be read.</summary>
public sealed class RegisteredSchemasTests(RealRegistry registry) : IClassFixture<RealRegistry>, IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public async Task Rows_ingested_with_a_registry_carry_its_ids_and_count_as_those_without()
    {
        using RegisteredSchemas registered = new(registry.Connect());
        IReadOnlyDictionary<ulong, int> ids = await registered.Register(default);
        using MemoryLog plain = Ingest(null), framed = Ingest(ids);
        Values(plain, TopicNames.Social).ShouldAllBe(value => value[0] == 0xC3);
        byte[][] values = Values(framed, TopicNames.Social);
        values.Length.ShouldBe(Values(plain, TopicNames.Social).Length);
        foreach (byte[] value in values)
        {
            ConfluentFrame.TryReadSchemaId(value, out int id).ShouldBeTrue();
            new[] { ids[Mention.Fingerprint], ids[Progress.Fingerprint] }.ShouldContain(id);
        }

        Run(plain, null);
        Run(framed, registered);
        Values(plain, TopicNames.CityWindows).Length.ShouldBeGreaterThan(0);
        Values(framed, TopicNames.CityWindows).ShouldBe(Values(plain, TopicNames.CityWindows));
        Values(framed, TopicNames.DeadLetters).ShouldBeEmpty();
    }

    [Fact]
    public async Task Record_of_an_id_that_the_registry_does_not_have_is_a_dead_letter_that_names_it()
    {
        using RegisteredSchemas registered = new(registry.Connect());
        await registered.Register(default);
        Letter([0, 0, 98, 150, 127, 1, 2, 3], registered).ShouldBe("unknown_schema: the registry has no schema 6461055");
        Letter([0, 0, 98, 150, 127, 1, 2, 3], null).ShouldBe(
            "unknown_schema: it is framed with a registry's id, and no registry is configured (registry.url)");
        Letter([7, 7], registered).ShouldBe("unknown_schema: it has neither a schema's fingerprint nor a registry's id");
    }

    [Fact]
    public async Task Record_of_a_schema_of_others_is_a_dead_letter_that_says_so()
    {
        using SchemaRegistryClient client = registry.Connect();
        int id = (await client.RegisterAsync("others", """{"type":"record","name":"shop.Order","fields":[{"name":"n","type":"long"}]}""")).Id;
        using RegisteredSchemas registered = new(registry.Connect());
        Letter([0, (byte)(id >> 24), (byte)(id >> 16), (byte)(id >> 8), (byte)id, 2], registered).ShouldStartWith(
            $"unknown_schema: the registry's schema {id} is not read here: ");
    }

    [Fact]
    public void Registry_that_is_away_stops_an_unknown_id_and_makes_no_dead_letter()
    {
        using RegisteredSchemas registered = new(new SchemaRegistryClient(
            new RegistryOptions(new Uri($"http://127.0.0.1:{RealRegistry.FreePort()}")) { Timeout = TimeSpan.FromMilliseconds(200) }, TimeProvider.System));
        Should.Throw<LogUnavailableException>(() => Letter([0, 0, 0, 0, 1, 2], registered))
            .Message.ShouldStartWith("schema 1 of a record cannot be looked up: ");
    }

    [Fact]
    public async Task Subject_that_another_schema_holds_is_an_error_that_names_it()
    {
        using SchemaRegistryClient client = registry.Connect();
        await client.SetCompatibilityAsync(null, "BACKWARD");
        const string Theirs = """{"type":"record","name":"StockLevel","namespace":"houle","fields":[{"name":"event_id","type":"int"}]}""";
        await DeleteSubject("houle.StockLevel"); // tests come in any order, and one registry serves them all
        await client.RegisterAsync("houle.StockLevel", Theirs);
        using RegisteredSchemas registered = new(registry.Connect());
        CommandException e = await Should.ThrowAsync<CommandException>(() => registered.Register(default));
        await DeleteSubject("houle.StockLevel");
        e.Message.ShouldContain("refuses our schema of subject houle.StockLevel: ");
        e.Message.ShouldContain("set the subject's compatibility to BACKWARD_TRANSITIVE");
    }

    private async Task DeleteSubject(string subject)
    {
        using HttpClient http = new();
        foreach (string how in new[] { "", "?permanent=true" }) await http.DeleteAsync($"{registry.Options.Url}subjects/{subject}{how}");
    }

    private MemoryLog Ingest(IReadOnlyDictionary<ulong, int>? ids)
    {
        MemoryLog log = NewLog();
        File.WriteAllText(_file, "id,at,tag\n" + string.Concat(Enumerable.Range(0, 500).Select(i => $"e{i},2025-06-15T14:{i / 10 % 60:00}:00Z,t{i % 7}\n")));
        FeedLoad feed = FeedDefinition.Parse("feeds/test.yaml", Feed);
        feed.Errors.ShouldBeEmpty();
        IngestOptions options = new() { Time = TimeProvider.System, Keys = PseudonymKeys.Demo, SchemaIds = ids };
        new IngestSession(log, [new IngestInput(_file, feed.Definition!)], options).Run().Rows.ShouldBe(500);
        return log;
    }

    private const string Feed = """
        event: mention
        time: { column: at }
        fields: { event_id: id, platform: { constant: x }, hashtags: tag }
        """;

    private static MemoryLog NewLog()
    {
        MemoryLog log = new(TimeProvider.System);
        foreach (TopicDefinition topic in HouleTopology.Topics(new TopologyOptions())) log.EnsureTopic(topic);
        return log;
    }

    private static void Run(MemoryLog log, RegisteredSchemas? registered)
    {
        using TaskLoop loop = new(
            log, new RuntimeOptions { Threads = 1 }, "test", HouleTopology.Tasks(new TopologyOptions { Registered = registered }),
            new StreamTimeBoard(), TimeProvider.System);
        while (loop.Step())
        {
            // Until the log's end.
        }
    }

    /// <summary>What becomes of one record of the social topic, which no stage can read.</summary>
    private static string Letter(byte[] value, RegisteredSchemas? registered)
    {
        using MemoryLog log = NewLog();
        using ILogProducer producer = log.OpenProducer("foreign");
        CommitBatch batch = new();
        batch.Append(new TopicPartition(TopicNames.Social, 0), CommitBatch.StampAtCommit, "k"u8, value);
        producer.Commit(batch);
        Run(log, registered);
        DeadLetter letter = DeadLetter.Read(SingleObject.Body(Values(log, TopicNames.DeadLetters).ShouldHaveSingleItem()));
        return $"{Encoding.UTF8.GetString(letter.Reason)}: {Encoding.UTF8.GetString(letter.Detail)}";
    }

    private static byte[][] Values(MemoryLog log, string topic)
    {
        List<byte[]> values = [];
        int partitions = log.Topics.Single(one => one.Definition.Name == topic).Definition.Partitions;
        for (int partition = 0; partition < partitions; partition++)
            log.Scan(new TopicPartition(topic, partition), (scoped in RecordView record) => values.Add(record.Value.ToArray()));
        return [.. values];
    }
}
