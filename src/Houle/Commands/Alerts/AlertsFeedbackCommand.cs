using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using Houle.Avro.Binary;
using Houle.CommandLine;
using Houle.Events;
using Houle.Hosting;
using Houle.Streams.Log;
using Houle.Streams.Topology;

namespace Houle.Commands.Alerts;

/// <summary>Shows what teams said of the alerts they got: precision per rule, over those that somebody judged.</summary>
internal sealed class AlertsFeedbackCommand : HouleCommand
{
    private readonly Option<bool> _json = JsonOption();
    private readonly Option<string?> _data = DataFolder.Option();

    public AlertsFeedbackCommand() : base("feedback", "How useful teams found the alerts of each rule", "./houle alerts feedback --data .houle/demo")
    {
        Add(_data);
        Add(_json);
    }

    protected override Task<int> Run(CommandContext context)
    {
        // The last word of a destination about an alert counts.
        Dictionary<(string Alert, string Rule, string Destination), bool> words = [];
        using (ILog log = DataFolder.Of(context, _data).OpenLogReadOnly())
        {
            if (log.Topics.Any(topic => topic.Definition.Name == TopicNames.AlertFeedback))
            {
                log.Scan(new TopicPartition(TopicNames.AlertFeedback, 0), (scoped in RecordView record) =>
                {
                    AlertFeedback.Read(SingleObject.Body(record.Value), out AlertFeedback word);
                    words[(Text(word.AlertId), Text(word.Rule), Text(word.Destination))] = word.Useful;
                });
            }
        }

        var table = new TextTable("rule", "judged", "useful", "precision %");
        JsonArray rules = [];
        foreach (var rule in words.GroupBy(word => word.Key.Rule).OrderBy(rule => rule.Key, StringComparer.Ordinal))
        {
            int judged = rule.Count(), useful = rule.Count(word => word.Value);
            table.Add(rule.Key, judged, useful, 100.0 * useful / judged);
            rules.Add((JsonNode)new JsonObject { ["rule"] = rule.Key, ["judged"] = judged, ["useful"] = useful, ["precision"] = (double)useful / judged });
        }

        if (context.Get(_json)) context.Out.WriteLine(Json.Document(new JsonObject { ["rules"] = rules }));
        else if (words.Count == 0) context.Out.WriteLine("Nobody has judged an alert yet");
        else context.Out.Write(table);
        return Task.FromResult(ExitCodes.Done);
    }

    private static string Text(ReadOnlySpan<byte> utf8) => Encoding.UTF8.GetString(utf8);
}
