using Houle.Avro.Registry;
using Houle.Avro.Resolution;
using Houle.Avro.Schemas;
using Houle.Avro.Tests.Generated;

namespace Houle.Avro.Tests.Registry;

/// <summary>What happens while the registry is down, slow, or talks nonsense.</summary>
public sealed class RegistryOutageTests
{
    private const string Int = """{"schema": "\"int\""}""";
    private const string NotFound = """{"error_code": 40403, "message": "Schema not found"}""";

    /// <summary>A real registry is started, asked, and killed: what it said is known all the same.</summary>
    [Fact]
    public async Task Registry_killed_does_not_stop_what_is_known()
    {
        await using var registry = new RealRegistry();
        await registry.InitializeAsync();
        RegistryOptions options = registry.Options with { AttemptsMax = 2, BackoffFirst = TimeSpan.FromMilliseconds(10) };
        using var writer = new SchemaRegistryClient(options, TimeProvider.System);
        int known = (await writer.RegisterAsync("known-value", Progress.SchemaJson)).Id;
        int unknown = (await writer.RegisterAsync("unknown-value", Mention.SchemaJson)).Id;
        using var client = new SchemaRegistryClient(options, TimeProvider.System);
        var store = new RegistrySchemaStore(client, [(NamedSchema)Progress.Schema, (NamedSchema)Mention.Schema]);
        await store.FindAsync(known);

        await registry.DisposeAsync();

        store.TryFind(known, out KnownSchema? kept).ShouldBeTrue();
        kept.Reader.FullName.ShouldBe("houle.Progress");
        (await client.GetAsync(known)).Id.ShouldBe(known);
        RegistryException error = await Should.ThrowAsync<RegistryException>(async () => await store.FindAsync(unknown));
        error.Failure.ShouldBe(RegistryFailure.Unreachable);
        error.Message.ShouldContain($"asked GET schemas/ids/{unknown}: Connection refused");
        error.Message.ShouldContain("tried 2 times");
    }

    [Fact]
    public async Task Attempts_are_bounded_and_wait_longer_each_time()
    {
        StandIn down = new StandIn().Refuse();
        using SchemaRegistryClient client = down.Connect(options => options with { AttemptsMax = 7, BackoffMax = TimeSpan.FromSeconds(3) });

        (await Should.ThrowAsync<RegistryException>(async () => await client.GetAsync(1))).Failure.ShouldBe(RegistryFailure.Unreachable);

        down.Asked.ShouldBe(Enumerable.Repeat("GET /base/schemas/ids/1", 7));
        down.Time.Waits.Select(wait => wait.TotalMilliseconds).ShouldBe([200, 400, 800, 1600, 3000, 3000]);
    }

    [Fact]
    public async Task Registry_that_comes_back_answers()
    {
        StandIn registry = new StandIn().Refuse().Answer(503, "<html>").Answer(429, "{}", retryAfter: "2").Answer(200, Int);
        using SchemaRegistryClient client = registry.Connect(options => options with { AttemptsMax = 4 });

        (await client.GetAsync(7)).Schema.Type.ShouldBe(SchemaType.Int);

        registry.Time.Waits.Select(wait => wait.TotalMilliseconds).ShouldBe([200, 400, 2000]);
    }

    [Theory]
    [InlineData(404, NotFound, RegistryFailure.NotFound, 40403, "status 404, Schema not found")]
    [InlineData(401, "", RegistryFailure.Denied, 401, "status 401")]
    [InlineData(403, """{"message": "not yours"}""", RegistryFailure.Denied, 403, "status 403, not yours")]
    [InlineData(422, """{"error_code": 42201, "message": "Invalid\nschema"}""", RegistryFailure.Refused, 42201, "status 422, Invalid schema")]
    [InlineData(302, "", RegistryFailure.Malformed, 302, "status 302")]
    [InlineData(200, "<html>", RegistryFailure.Malformed, 0, "something that is not JSON")]
    [InlineData(200, "[]", RegistryFailure.Malformed, 0, "no schema")]
    [InlineData(200, """{"schema": "{"}""", RegistryFailure.Malformed, 0, "a text that is not an Avro schema, 1:2:")]
    [InlineData(200, """{"schema": "syntax", "schemaType": "PROTOBUF"}""", RegistryFailure.Malformed, 0, "a schema of type PROTOBUF; only AVRO can be read")]
    [InlineData(200, """{"schema": "\"int\"", "references": [{"name": "a"}]}""", RegistryFailure.Malformed, 0, "references that are none")]
    public async Task Answer_that_is_no_schema_is_refused_at_once(int status, string body, RegistryFailure failure, int code, string message)
    {
        StandIn registry = new StandIn().Answer(status, body);
        using SchemaRegistryClient client = registry.Connect();

        RegistryException error = await Should.ThrowAsync<RegistryException>(async () => await client.GetAsync(7));

        (error.Failure, error.ErrorCode).ShouldBe((failure, code), error.Message);
        error.Message.ShouldContain(message);
        error.Message.ShouldContain("http://registry.test/base/");
        registry.Asked.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Answer_beyond_the_bound_is_refused()
    {
        StandIn registry = new StandIn().Answer(200, new string(' ', 5_000));
        using SchemaRegistryClient client = registry.Connect(options => options with { AnswerBytesMax = 4_096 });

        RegistryException error = await Should.ThrowAsync<RegistryException>(async () => await client.GetAsync(7));

        error.Failure.ShouldBe(RegistryFailure.Malformed);
        error.Message.ShouldContain("larger than 4096 bytes");
    }

    [Fact]
    public async Task Id_is_fetched_once_by_any_number_of_callers()
    {
        StandIn registry = new StandIn().Answer(200, Int);
        using SchemaRegistryClient client = registry.Connect();

        RegisteredSchema[] all = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(async () => await client.GetAsync(7))));

        all.Distinct().Count().ShouldBe(1);
        registry.Asked.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Unknown_id_is_asked_for_again_only_after_a_while()
    {
        StandIn registry = new StandIn().Answer(404, NotFound).Answer(200, Int);
        using SchemaRegistryClient client = registry.Connect();
        for (int i = 0; i < 3; i++)
            (await Should.ThrowAsync<RegistryException>(async () => await client.GetAsync(7))).Failure.ShouldBe(RegistryFailure.NotFound);
        registry.Asked.Count.ShouldBe(1);

        registry.Time.Advance(TimeSpan.FromSeconds(31));

        (await client.GetAsync(7)).Schema.Type.ShouldBe(SchemaType.Int);
    }

    [Fact]
    public async Task Oldest_schema_is_forgotten_when_there_are_too_many()
    {
        StandIn registry = new StandIn().Answer(200, Int);
        using SchemaRegistryClient client = registry.Connect(options => options with { SchemasMax = 2 });
        for (int id = 1; id <= 3; id++) await client.GetAsync(id);

        client.TryGetKnown(1, out _).ShouldBeFalse();
        client.TryGetKnown(2, out _).ShouldBeTrue();
        client.TryGetKnown(3, out _).ShouldBeTrue();
    }

    [Fact]
    public async Task Caller_that_gives_up_does_not_take_the_others_along()
    {
        var gate = new TaskCompletionSource();
        StandIn registry = new StandIn().Answer(_ =>
        {
            gate.Task.Wait(TimeSpan.FromSeconds(30));
            return new HttpResponseMessage { Content = new StringContent(Int) };
        });
        using SchemaRegistryClient client = registry.Connect();
        using var impatient = new CancellationTokenSource();
        Task<RegisteredSchema> first = client.GetAsync(7, impatient.Token).AsTask(), second = client.GetAsync(7).AsTask();

        await impatient.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => first);
        gate.SetResult();

        (await second).Id.ShouldBe(7);
        registry.Asked.Count.ShouldBe(1);
    }

    [Fact]
    public async Task References_that_lead_in_a_circle_are_refused()
    {
        StandIn registry = new StandIn().Answer(
            200, """{"schema": "\"x.A\"", "references": [{"name": "x.A", "subject": "a", "version": 1}]}""");
        using SchemaRegistryClient client = registry.Connect();

        (await Should.ThrowAsync<RegistryException>(async () => await client.GetAsync(7))).Message
            .ShouldBe("the references of version 1 of a lead back to itself");
    }

    [Fact]
    public async Task Schema_that_is_none_is_not_sent()
    {
        StandIn registry = new StandIn().Answer(200, """{"id": 1}""");
        using SchemaRegistryClient client = registry.Connect();

        await Should.ThrowAsync<SchemaException>(() => client.RegisterAsync("a", "{"));

        registry.Asked.ShouldBeEmpty();
    }
}
