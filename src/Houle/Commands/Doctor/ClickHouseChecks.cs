using System.Globalization;
using Houle.Configuration;
using Houle.Hosting;
using Houle.Results;
using Houle.Sinks.Client;
using Houle.Streams.Log;

namespace Houle.Commands.Doctor;

/// <summary>Does ClickHouse answer, are its tables there, and do they hold what the log holds?</summary>
internal static class ClickHouseChecks
{
    private const int UnknownTable = 60, UnknownDatabase = 81;

    public static async Task<IReadOnlyList<Check>> Run(HouleConfig config, DataFolder folder, ILog log, CancellationToken cancel)
    {
        if (ClickHouseAccess.Running(config, folder) is not { } endpoint)
            return [Check.Ok("clickhouse", "embedded, and not running: it starts with houle demo and houle ingest")];
        string run = RunningFile.Read(folder.Path)?.Run ?? config.Run;
        List<Check> checks = [];
        try
        {
            using var client = new ClickHouseClient(endpoint, TimeSpan.FromSeconds(10));
            string version = (await client.QueryTextAsync("SELECT version()", cancel: cancel)).Trim();
            checks.Add(Check.Ok("clickhouse", $"version {version} answers at {endpoint.Address}"));
            long migrations = await client.QueryLongAsync("SELECT uniqExact(name) FROM schema_migrations", cancel);
            checks.Add(Check.Ok("migrations", $"{migrations} scripts applied to database {endpoint.Database}"));
            checks.Add(await Rows(client, run, log, cancel));
        }
        catch (ClickHouseException e) when (e.Code is UnknownTable or UnknownDatabase)
        {
            checks.Add(Check.Failed("migrations", $"database {endpoint.Database} has no tables of ours", "they are created when houle first writes to it"));
        }
        catch (ClickHouseException e)
        {
            checks.Add(Check.Failed("clickhouse", $"{endpoint} refuses: {e.Message}", "check clickhouse.user, clickhouse.password_file and its rights"));
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !cancel.IsCancellationRequested)
        {
            checks.Add(Check.Unreachable("clickhouse", $"{endpoint} does not answer: {e.Message}", "start it, or correct clickhouse.url"));
        }
        return checks;
    }

    /// <summary>What the accounting table adds up to, against the topic it was made from; while a sink is at work it may lag.</summary>
    private static async Task<Check> Rows(ClickHouseClient client, string run, ILog log, CancellationToken cancel)
    {
        long inLog = Accounts.Of(log).Values.Sum(account => account.Read);
        long inTable = await client.QueryLongAsync(
            "SELECT sum(read) FROM accounting WHERE run = {run:String}", cancel,
            new KeyValuePair<string, string>("run", run));
        if (inTable == inLog) return Check.Ok("rows", $"ClickHouse accounts for {Number(inTable)} records, as the log does");
        return inTable < inLog
            ? Check.Failed("rows", $"ClickHouse accounts for {Number(inTable)} records, and the log for {Number(inLog)}", "wait for the sink to catch up, and look again")
            : Check.Failed("rows", $"ClickHouse accounts for {Number(inTable)} records, and the log only for {Number(inLog)}", "the run name was used for two logs: give this deployment another 'run'");
    }

    private static string Number(long value) => value.ToString("#,0", CultureInfo.InvariantCulture);
}
