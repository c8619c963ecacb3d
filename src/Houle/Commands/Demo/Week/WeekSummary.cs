using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Houle.Hosting;
using Houle.Results;
using Houle.Simulation.Scoring;
using Houle.Streams;
using Houle.Streams.Alerts;
using Houle.Streams.Log;
using Houle.Streams.Topology;

namespace Houle.Commands.Demo.Week;

/// <summary>What the simulated week came to: its alerts held against what was planted, and the account of its records.</summary>
internal sealed record WeekSummary(AlertScore Score, Account Account, double Seconds, string OutputSha256)
{
    public static WeekSummary Create(DataFolder folder, double seconds)
    {
        using ILog log = folder.OpenLogReadOnly();
        List<AlertRecord> alerts = [];
        TopicScan.Topic(log, TopicNames.Alerts, (_, record) => alerts.Add(AlertCodec.Read(record.Value)));
        Account account = Accounts.Of(log).Values.Aggregate(default(Account), (sum, one) => sum + one);
        return new WeekSummary(AlertScore.Of(WeekData.Scenario(), WeekData.Truth(folder), alerts), account, seconds, OutputHash.Of(log));
    }

    public string ToText()
    {
        var text = new StringBuilder("\n");
        text.Append(
            CultureInfo.InvariantCulture,
            $"Simulated week: caught {Score.Caught} of {Score.Planted} planted, {Score.False.Count} of {Score.Opened} alerts false, {Account.Lost} events lost of {Account.Read:#,0}\n");
        foreach ((PlantedEvent planted, double? delay) in Score.Events)
        {
            text.Append(CultureInfo.InvariantCulture, $"  {planted.Id} in {planted.Cities[0]} ({(planted.Sigma > 0 ? $"{planted.Sigma:0} sigma" : "stock-out")}): ");
            text.Append(CultureInfo.InvariantCulture, $"{Outcome(delay)}\n");
        }

        foreach ((PlantedEvent planted, string product, double? delay) in Score.Carried.Where(carried => carried.DelayMinutes is not null))
            text.Append(CultureInfo.InvariantCulture, $"  {planted.Id} in {planted.Cities[0]} carries {product}: told with what stores should do, {delay / 60:0.0} h after it began\n");
        foreach (AlertRecord alert in Score.False) text.Append(CultureInfo.InvariantCulture, $"  false: {alert.SentenceEn}\n");
        return text.ToString();
    }

    private static string Outcome(double? delayMinutes) => delayMinutes is { } minutes
        ? string.Create(CultureInfo.InvariantCulture, $"alert {minutes / 60:0.0} h after it began")
        : "missed";

    public JsonObject ToJson() => new()
    {
        ["planted"] = Score.Planted,
        ["caught"] = Score.Caught,
        ["alerts"] = Score.Opened,
        ["false"] = Score.False.Count,
        ["read"] = Account.Read,
        ["lost"] = Account.Lost,
        ["events"] = new JsonArray([.. Score.Events.Select(one => (JsonNode)new JsonObject
        {
            ["id"] = one.Event.Id, ["city"] = one.Event.Cities[0], ["sigma"] = Math.Round(one.Event.Sigma, 1), ["delay_minutes"] = one.DelayMinutes,
        })]),
        ["carried"] = new JsonArray([.. Score.Carried.Select(one => (JsonNode)new JsonObject
        {
            ["id"] = one.Event.Id, ["city"] = one.Event.Cities[0], ["product"] = one.Product, ["delay_minutes"] = one.DelayMinutes,
        })]),
        ["seconds"] = Math.Round(Seconds, 3),
        ["output_sha256"] = OutputSha256,
    };
}
