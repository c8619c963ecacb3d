using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Houle.Ingest.Feeds;
using Houle.Ingest.Sessions;
using Houle.Simulation;
using Houle.Simulation.Scenarios;
using Houle.Simulation.Truth;

namespace Houle.Commands.Generate;

/// <summary>What a generated folder holds.</summary>
internal sealed record GenerateEnding(Scenario Scenario, ulong Seed, string Folder, SimulationReport Report)
{
    /// <summary>Of the session that brought it into a log; null without --into.</summary>
    public IngestReport? Ingested { get; init; }

    public JsonObject ToJson()
    {
        JsonObject kinds = [];
        foreach ((EventShape shape, Tally tally) in EventShape.All.Zip(Report.ByKind))
            kinds[shape.Name] = new JsonObject { ["written"] = tally.Written, ["duplicates"] = tally.Duplicates, ["late"] = tally.Late };
        JsonObject document = new()
        {
            ["scenario"] = Scenario.Name,
            ["seed"] = Seed,
            ["folder"] = Folder,
            ["from"] = Time(Report.FromMs),
            ["until"] = Time(Report.UntilMs),
            ["events"] = Report.Events,
            ["by_kind"] = kinds,
            ["truth"] = new JsonArray([.. Report.Truth.Select(line => JsonNode.Parse(line))]),
        };
        if (Ingested is not null)
            document["ingested"] = new JsonObject { ["rows"] = Ingested.Rows, ["already_ingested"] = Ingested.WasDone };
        return document;
    }

    public string ToText()
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"{Scenario.Name}, seed {Seed}: {Report.Events:#,0} simulated events from {Time(Report.FromMs)} to {Time(Report.UntilMs)}\n");
        foreach ((EventShape shape, Tally tally) in EventShape.All.Zip(Report.ByKind))
        {
            if (tally.Written == 0) continue;
            text.Append(CultureInfo.InvariantCulture, $"  {shape.Name,-17}{tally.Written,12:#,0}");
            if (tally.Duplicates + tally.Late > 0) text.Append(CultureInfo.InvariantCulture, $"  of them {tally.Duplicates:#,0} duplicates, {tally.Late:#,0} late");
            text.Append('\n');
        }

        text.Append(CultureInfo.InvariantCulture, $"{Report.Truth.Count - 1} things planted: {Path.Combine(Folder, "truth.jsonl")}");
        if (Ingested is not null)
            text.Append(Ingested.WasDone ? "\nthe log has these events already; nothing was added" : string.Create(CultureInfo.InvariantCulture, $"\n{Ingested.Rows:#,0} rows brought into the log"));
        return text.ToString();
    }

    private static string Time(long ms) =>
        DateTimeOffset.FromUnixTimeMilliseconds(ms).ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture);
}
