using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Houle.Ingest.Places;
using Houle.Sinks.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Houle.Web;

/// <summary>The addresses below /api/: <see cref="ApiCatalogue"/> over HTTP.</summary>
/// <remarks>At most <see cref="QueriesMax"/> statements run at once, each for at most 10 s and over bounded memory; who has
/// waited 5 s is told to come back.</remarks>
/// <param name="notices">What to say above the results of a run, by its name.</param>
/// <param name="roster">Told beside rows about creators, to who may know.</param>
internal sealed class ApiEndpoints(ClickHouseClient client, IReadOnlyDictionary<string, string> notices, RosterView roster) : IDisposable
{
    private const int QueriesMax = 8, UnknownTable = 60, UnknownDatabase = 81;
    private const string Settings =
        "\nSETTINGS max_execution_time = 10, max_memory_usage = 1000000000, output_format_json_array_of_rows = 1, "
        + "output_format_json_quote_64bit_integers = 0, date_time_output_format = 'iso'";

    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _running = new(QueriesMax);

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api", context => Json.Write(context, Encoding.UTF8.GetBytes(Describe().ToJsonString())));
        foreach (ApiQuery query in ApiCatalogue.All)
            routes.MapGet($"/api/{query.Path}", context => Answer(context, query));
        routes.MapGet("/api/outlines", Frame);
        routes.MapFallback("/api/{**rest}", context => Json.Refuse(context, 404, $"there is no {context.Request.Path}; /api lists what there is"));
    }

    public void Dispose() => _running.Dispose();

    private async Task Answer(HttpContext context, ApiQuery query)
    {
        try
        {
            byte[] rows = await Query(query, context.Request.Query, context.RequestAborted);
            await Json.Write(context, query.Path switch
            {
                "places" => WithCoordinates(rows),
                "runs" => WithNotices(rows),
                "alert" => WithEvidence(rows),
                _ when query.IsOfCreators && !roster.IsEmpty && Guard.SeesRoster(context) => Each(rows, roster.Tell),
                _ => rows,
            });
        }
        catch (ApiException e)
        {
            await Json.Refuse(context, e.Status, e.Message);
        }
        catch (ClickHouseException e) when (e.Code is UnknownTable or UnknownDatabase)
        {
            await Json.Refuse(context, 503, "there are no results yet");
        }
        catch (ClickHouseException e)
        {
            await Json.Refuse(context, 502, $"ClickHouse refused the question: {e.Message}");
        }
        catch (HttpRequestException e)
        {
            await Json.Refuse(context, 503, $"ClickHouse cannot be reached ({e.Message}); results come back with it");
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // nobody waits for the answer any more
        }
    }

    private async Task<byte[]> Query(ApiQuery query, IQueryCollection given, CancellationToken cancel)
    {
        foreach (string name in given.Keys)
        {
            if (Array.TrueForAll(query.Parameters, parameter => parameter.Name != name))
                throw ApiException.BadRequest($"/api/{query.Path} has no parameter {name}; it takes {Names(query)}");
        }

        KeyValuePair<string, string>[] values =
            [.. query.Parameters.Select(parameter => KeyValuePair.Create(parameter.Name, Escape(parameter.Read(given[parameter.Name]))))];
        if (!await _running.WaitAsync(WaitMax, cancel)) throw new ApiException(503, "too many questions at once; ask again in some seconds");
        try
        {
            return await client.QueryBytesAsync(query.Sql + Settings, "JSONEachRow", cancel, values);
        }
        finally
        {
            _running.Release();
        }
    }

    /// <summary>Parameters travel in ClickHouse's escaped text form.</summary>
    private static string Escape(string value) => value.Replace("\\", "\\\\", StringComparison.Ordinal);

    private static string Names(ApiQuery query) =>
        query.Parameters.Length == 0 ? "none" : string.Join(", ", query.Parameters.Select(parameter => parameter.Name));

    private static byte[] WithCoordinates(byte[] rows) => Each(rows, row =>
    {
        if (Gazetteer.Shared.Find((string)row["cell"]!) is not { } place) return;
        (row["name"], row["latitude"], row["longitude"]) = (place.Name, place.Latitude, place.Longitude);
    });

    /// <summary>Evidence and advice are stored as JSON texts.</summary>
    private static byte[] WithEvidence(byte[] rows) => Each(rows, row =>
    {
        foreach (string name in (ReadOnlySpan<string>)["evidence", "advice"]) row[name] = JsonNode.Parse((string)row[name]!);
    });

    private byte[] WithNotices(byte[] rows) => Each(rows, row => row["notice"] = notices.GetValueOrDefault((string)row["run"]!));

    private static byte[] Each(byte[] rows, Action<JsonNode> change)
    {
        JsonArray array = rows.Length == 0 ? [] : JsonNode.Parse(rows)!.AsArray();
        foreach (JsonNode? row in array) change(row!);
        return JsonSerializer.SerializeToUtf8Bytes(array);
    }

    /// <summary>Borders and coasts in a frame of at most 60 degrees.</summary>
    private static Task Frame(HttpContext context)
    {
        double[] sides = new double[4];
        string[] names = ["west", "south", "east", "north"];
        for (int i = 0; i < sides.Length; i++)
        {
            if (!double.TryParse(context.Request.Query[names[i]], System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out sides[i]) || !(Math.Abs(sides[i]) <= 360))
                return Json.Refuse(context, 400, $"{names[i]} is missing or no number of degrees");
        }

        IEnumerable<int[]> lines = Outlines.Shared.Within(sides[0], sides[1], sides[2], sides[3]);
        return Json.Write(context, JsonSerializer.SerializeToUtf8Bytes(lines));
    }

    private static JsonArray Describe() => new([.. ApiCatalogue.All.Select(query => (JsonNode)new JsonObject
    {
        ["path"] = $"/api/{query.Path}",
        ["row"] = query.Means,
        ["parameters"] = new JsonObject(query.Parameters.Select(parameter => KeyValuePair.Create(parameter.Name, (JsonNode?)new JsonObject
        {
            ["means"] = parameter.Means,
            ["default"] = parameter.Default,
            ["required"] = parameter.Default is null,
        }))),
    })]);
}
