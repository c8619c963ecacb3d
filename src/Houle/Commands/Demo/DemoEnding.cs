using System.Globalization;
using System.Text;
using Houle.Sinks.Client;

namespace Houle.Commands.Demo;

/// <summary>The last page of a demo: totals, whether the output is what it has to be, and how to query it.</summary>
internal sealed class DemoEnding(DemoSummary summary, int deaths, ClickHouseEndpoint endpoint, bool stays)
{
    private const string ExpectedName = "output.sha256";

    public string ToText()
    {
        var text = new StringBuilder("\n");
        text.Append(summary.ToText());
        text.Append(CultureInfo.InvariantCulture, $"Output SHA-256: {summary.OutputSha256}\n{Verdict()}\n\n");
        string query = "SELECT cell, hour, events, people FROM city_hourly ORDER BY events DESC LIMIT 5 FORMAT PrettyCompact";
        text.Append(stays
            ? $"Query it:\n  curl '{endpoint.Address}?database={endpoint.Database}' --data-binary \"{query}\"\n"
            : $"To query it, start ./houle demo without --once, and then:\n  curl 'http://127.0.0.1:PORT/?database={endpoint.Database}' --data-binary \"{query}\"\n");
        return text.Append("Views: city_hourly, entity_in_city, accounting_by_hour; more in docs/guide/querying.md\n").ToString();
    }

    private string Verdict()
    {
        string file = Path.Combine(DemoData.Folder, ExpectedName);
        string killed = deaths switch { 0 => "", 1 => "The worker was killed once. ", _ => $"The worker was killed {deaths} times. " };
        if (!File.Exists(file)) return $"{killed}Play it again to compare.";
        return File.ReadAllText(file).Trim() == summary.OutputSha256
            ? $"{killed}That is the hash of an undisturbed run (demo/{ExpectedName})."
            : $"{killed}That differs from demo/{ExpectedName}: the data, the feeds or the code have changed since it was written.";
    }
}
