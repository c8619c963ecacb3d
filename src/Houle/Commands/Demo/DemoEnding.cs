using Houle.Sinks.Client;

namespace Houle.Commands.Demo;

/// <summary>What stands below an act: totals, whether the output is what it has to be; and at the very end how to query it.</summary>
internal static class DemoEnding
{
    private const string ExpectedName = "output.sha256";

    public static string OfRealData(DemoSummary summary, int deaths) =>
        $"\n{summary.ToText()}Output SHA-256: {summary.OutputSha256}\n{Verdict(summary, deaths)}\n";

    public static string Queries(ClickHouseEndpoint endpoint, bool stays)
    {
        const string query = "SELECT cell, hour, events, people FROM city_hourly ORDER BY events DESC LIMIT 5 FORMAT PrettyCompact";
        return "\n"
            + (stays
                ? $"Query it:\n  curl '{endpoint.Address}?database={endpoint.Database}' --data-binary \"{query}\"\n"
                : $"To query it, start ./houle demo without --once, and then:\n  curl 'http://127.0.0.1:PORT/?database={endpoint.Database}' --data-binary \"{query}\"\n")
            + "Views: city_hourly, entity_in_city, alerts_recent, accounting_by_hour; more in docs/guide/querying.md\n";
    }

    private static string Verdict(DemoSummary summary, int deaths)
    {
        string file = Path.Combine(DemoData.Folder, ExpectedName);
        string killed = deaths switch { 0 => "", 1 => "The worker was killed once. ", _ => $"The worker was killed {deaths} times. " };
        if (!File.Exists(file)) return $"{killed}Play it again to compare.";
        return File.ReadAllText(file).Trim() == summary.OutputSha256
            ? $"{killed}That is the hash of an undisturbed run (demo/{ExpectedName})."
            : $"{killed}That differs from demo/{ExpectedName}: the data, the feeds or the code have changed since it was written.";
    }
}
