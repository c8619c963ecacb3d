using System.Text.Json.Serialization;
using Houle.Sinks.Client;

namespace Houle.Sinks.Tests.Client;

public sealed partial class ClickHouseClientTests(ClickHouseFixture fixture)
{
    [Fact]
    public async Task Refused_query_carries_the_servers_code_and_message()
    {
        using ClickHouseClient client = await fixture.EmptyDatabaseAsync();

        var error = await Should.ThrowAsync<ClickHouseException>(() => client.ExecuteAsync("SELECT * FROM nowhere"));

        const int unknownTable = 60;
        error.Code.ShouldBe(unknownTable);
        error.Message.ShouldContain("nowhere");
    }

    [Fact]
    public async Task Error_in_the_middle_of_a_result_is_an_error_and_no_result()
    {
        using ClickHouseClient client = await fixture.EmptyDatabaseAsync();
        await Should.ThrowAsync<ClickHouseException>(
            () => client.QueryTextAsync("SELECT throwIf(number = 900000) FROM numbers(1000000)"));
    }

    [Fact]
    public async Task Result_over_the_bound_is_refused()
    {
        using ClickHouseClient any = await fixture.EmptyDatabaseAsync();
        using var client = new ClickHouseClient(any.Endpoint, responseBytesMax: 10_000);
        (await client.QueryTextAsync("SELECT 'x' FROM numbers(4000)")).Length.ShouldBe(8_000);
        await Should.ThrowAsync<ResponseTooLargeException>(() => client.QueryTextAsync("SELECT 'x' FROM numbers(6000)"));
    }

    [Fact]
    public async Task Values_are_passed_beside_the_statement_and_not_inside_it()
    {
        using ClickHouseClient client = await fixture.EmptyDatabaseAsync();
        string value = "'; DROP TABLE x; -- é";
        string text = await client.QueryTextAsync(
            "SELECT {value:String}", "TabSeparatedRaw", default, new KeyValuePair<string, string>("value", value));
        text.ShouldBe(value + "\n");
    }

    [Fact]
    public async Task Rows_come_as_typed_objects()
    {
        using ClickHouseClient client = await fixture.EmptyDatabaseAsync();
        IReadOnlyList<Pair> rows = await client.QueryAsync(
            "SELECT number AS id, concat('n', toString(number)) AS name FROM numbers(3)", PairJson.Default.Pair);
        rows.ShouldBe([new Pair(0, "n0"), new Pair(1, "n1"), new Pair(2, "n2")]);
    }

    [Fact]
    public async Task User_and_password_are_shown_to_the_server()
    {
        using ClickHouseClient any = await fixture.EmptyDatabaseAsync();
        using var stranger = new ClickHouseClient(any.Endpoint with { User = "stranger", Password = "guess" });
        const int authenticationFailed = 516;
        (await Should.ThrowAsync<ClickHouseException>(() => stranger.QueryLongAsync("SELECT 1"))).Code.ShouldBe(authenticationFailed);
        stranger.Endpoint.ToString().ShouldNotContain("guess");
    }

    [Fact]
    public async Task Server_that_is_not_there_is_a_transport_error()
    {
        using var client = new ClickHouseClient(new ClickHouseEndpoint(new Uri("http://127.0.0.1:1/")));
        await Should.ThrowAsync<HttpRequestException>(() => client.ExecuteAsync("SELECT 1"));
    }

    internal sealed record Pair(
        [property: JsonPropertyName("id")] ulong Id, [property: JsonPropertyName("name")] string Name);

    [JsonSerializable(typeof(Pair))]
    private sealed partial class PairJson : JsonSerializerContext;
}
