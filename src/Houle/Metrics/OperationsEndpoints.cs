using System.Text.Json.Nodes;
using Houle.CommandLine;
using Houle.Sinks.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Houle.Metrics;

/// <summary>What machines ask of a running process: /metrics for Prometheus, /health for whoever restarts it.</summary>
internal sealed class OperationsEndpoints(PrometheusText metrics, LogWatch watch)
{
    private static readonly TimeSpan ClickHouseMax = TimeSpan.FromSeconds(5);

    /// <param name="client">Of the database that the page answers from.</param>
    public void Map(IEndpointRouteBuilder routes, ClickHouseClient client)
    {
        routes.MapGet("/metrics", context =>
        {
            context.Response.ContentType = PrometheusText.ContentType;
            return context.Response.WriteAsync(metrics.Scrape(), context.RequestAborted);
        });
        routes.MapGet("/health", context => Health(context, client));
    }

    private async Task Health(HttpContext context, ClickHouseClient client)
    {
        string? log = watch.Problem, clickHouse = await Problem(client, context.RequestAborted);
        bool ok = log is null && clickHouse is null;
        context.Response.StatusCode = ok ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(Json.Line(new JsonObject { ["ok"] = ok, ["log"] = log ?? "ok", ["clickhouse"] = clickHouse ?? "ok" }), context.RequestAborted);
    }

    private static async Task<string?> Problem(ClickHouseClient client, CancellationToken aborted)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        end.CancelAfter(ClickHouseMax);
        try
        {
            return await client.QueryLongAsync("SELECT 1", end.Token) == 1 ? null : "it does not answer SELECT 1 with 1";
        }
        catch (Exception e) when (e is ClickHouseException or HttpRequestException or OperationCanceledException && !aborted.IsCancellationRequested)
        {
            return e.Message;
        }
    }
}
