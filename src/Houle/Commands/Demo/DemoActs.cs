using System.Diagnostics;
using System.Text.Json.Nodes;
using Houle.CommandLine;
using Houle.Commands.Demo.Week;
using Houle.Hosting;
using Houle.Sinks.Client;
using Houle.Streams.Log;
using Houle.Terminal;

namespace Houle.Commands.Demo;

/// <summary>Plays the acts one after the other, and tells each as it ends.</summary>
internal sealed class DemoActs(CommandContext context, DemoFolder folder, ClickHouseClient client, bool isText)
{
    /// <summary>Whether every record of what was played is accounted for.</summary>
    public bool Hold { get; private set; } = true;

    public async Task<JsonObject> Play(DemoAct act)
    {
        if (folder.Resumes) context.Error.WriteLine($"houle: going on where an interrupted run of {folder.Data.Path} ended");
        JsonObject document = act == DemoAct.Simulated ? [] : await PlayReal();
        if (act != DemoAct.Real) document["week"] = await PlayWeek();
        return document;
    }

    private async Task<JsonObject> PlayReal()
    {
        Tell("Real data: posts, a chart of sounds, forums, a supermarket, pedestrian counters\n");
        (DemoPlay play, double seconds) = await Play(folder.Data, week: false, new DemoFindings(client, DemoData.Catalogue()));
        using ILog log = folder.Data.OpenLogReadOnly();
        DemoSummary summary = await DemoSummary.Create(log, client, DemoConfig.RunName, seconds, context.Cancel);
        Hold &= summary.Holds;
        Tell(DemoEnding.OfRealData(summary, play.Deaths));
        return summary.ToJson();
    }

    private async Task<JsonObject> PlayWeek()
    {
        Tell($"\n{WeekData.Notice}\n");
        DataFolder week = WeekData.Folder(folder.Data);
        Directory.CreateDirectory(week.Path);
        (_, double seconds) = await Play(week, week: true, new WeekAlerts(client));
        WeekSummary summary = WeekSummary.Create(week, seconds);
        Hold &= summary.Account.Holds;
        Tell(summary.ToText());
        return summary.ToJson();
    }

    private async Task<(DemoPlay Play, double Seconds)> Play(DataFolder data, bool week, IDemoNews news)
    {
        var play = new DemoPlay(DemoWorkerCommand.CommandLineOf(data, client.Endpoint, week), Path.Combine(data.Path, "worker.log"), news);
        long started = Stopwatch.GetTimestamp();
        await ProgressViews.Run(context, isText, view => play.Run(view, context.Cancel));
        return (play, Stopwatch.GetElapsedTime(started).TotalSeconds);
    }

    private void Tell(string text)
    {
        if (isText) context.Out.Write(text);
    }
}
