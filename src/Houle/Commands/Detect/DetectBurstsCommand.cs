using System.CommandLine;
using System.Text.Json.Nodes;
using Houle.CommandLine;
using Houle.Detection.Bursts;
using Houle.Ingest.Merge;

namespace Houle.Commands.Detect;

/// <summary>Finds bursts of keys in a file of counts, without any server.</summary>
internal sealed class DetectBurstsCommand : HouleCommand
{
    private readonly Argument<string> _input = new("IN.csv") { Description = "Columns time, city, kind, entity, count; plain or gzip, in any order" };
    private readonly Option<string?> _out = new("--out") { Description = "File for the flagged keys; without it standard output", HelpName = "OUT.csv" };
    private readonly Option<double> _q = new("--q")
    {
        Description = "Share of false discoveries aimed at: of the flags of a city at a time, and of all alerts over cities and times",
        HelpName = "Q",
        DefaultValueFactory = _ => new SelectorOptions().Q,
    };

    private readonly Option<int> _learningDays = new("--learning-days")
    {
        Description = "Days of a city's history before alerts open; flags before are marked 'learning'",
        HelpName = "DAYS",
        DefaultValueFactory = _ => new BurstOptions().LearningDays,
    };

    private readonly Option<bool> _json = JsonOption();

    public DetectBurstsCommand()
        : base(
            "bursts", "Find sounds, hashtags, products and other keys that burst, city by city",
            "./houle detect bursts counts.csv --out bursts.csv    # time,city,kind,entity,count")
    {
        Add(_input);
        foreach (Option option in (Option[])[_out, _q, _learningDays, _json]) Add(option);
    }

    protected override Task<int> Run(CommandContext context)
    {
        string input = context.Get(_input)!;
        double q = context.Get(_q);
        int learningDays = context.Get(_learningDays);
        if (!File.Exists(input)) throw CommandException.Usage($"{input} does not exist; name a CSV file");
        if (!(q > 0 && q <= 0.5)) throw CommandException.Usage($"--q is {q}; it must be above 0 up to 0.5");
        if (learningDays is < 1 or > 60) throw CommandException.Usage($"--learning-days is {learningDays}; it must be 1 to 60");
        if (context.Get(_out) is not { } path)
        {
            Detect(context, input, q, learningDays, context.Out, isFile: false);
            return Task.FromResult(ExitCodes.Done);
        }

        using StreamWriter file = new(path);
        Detect(context, input, q, learningDays, file, isFile: true);
        return Task.FromResult(ExitCodes.Done);
    }

    private void Detect(CommandContext context, string input, double q, int learningDays, TextWriter to, bool isFile)
    {
        using BurstRows rows = new(input, Path.Combine(Path.GetTempPath(), "houle-detect"));
        ISortedRows sorted = rows.Read(context.Cancel);
        BurstOptions options = new()
        {
            ReportedP = q,
            LearningDays = learningDays,
            SilentDays = Math.Min(new BurstOptions().SilentDays, learningDays),
            StepMinutes = rows.StepMinutes,
        };
        bool isJson = context.Get(_json), isDocument = isJson && !isFile;
        IFlagWriter writer = isDocument ? new JsonFlags(to) : new CsvFlags(to);
        if (isDocument) to.Write("{\n  \"flags\": [");
        BurstScan scan = new(options, new SelectorOptions { Q = q }, writer);
        scan.Run(sorted, context.Cancel);
        JsonObject summary = new()
        {
            ["rows"] = rows.Rows,
            ["step_minutes"] = rows.StepMinutes,
            ["minutes"] = scan.Minutes,
            ["cities"] = scan.Cities,
            ["cities_learning"] = scan.Learning,
            ["keys"] = scan.Keys,
            ["keys_refused"] = scan.Refused,
            ["keys_displaced"] = scan.Displaced,
            ["flags"] = scan.Flags,
            ["alerts"] = scan.Alerts,
        };
        if (isDocument) to.Write($"\n  ],\n  \"summary\": {Json.Line(summary)}\n}}\n");
        else if (isJson) context.Out.WriteLine(Json.Document(summary));
        else Tell(context.Error, rows.Rows, scan, options, q);
    }

    private static void Tell(TextWriter error, long rows, BurstScan scan, BurstOptions options, double q)
    {
        error.WriteLine($"{rows:#,0} rows, {scan.Cities:#,0} cities ({scan.Learning:#,0} still learning), {scan.Keys:#,0} keys");
        error.WriteLine(
            $"{scan.Flags:#,0} flags, at most {q * 100:0.##}% of a city's at a time expected to be false; {scan.Alerts:#,0} alerts, at most {q * 100:0.##}% of all, over cities and times");
        if (scan.Refused > 0)
            error.WriteLine($"{scan.Refused:#,0} times a new key was left out: its city already keeps {options.KeysMax:#,0}; split the file by kind");
        if (scan.Displaced > 0)
            error.WriteLine($"{scan.Displaced:#,0} rare keys were forgotten before {options.AdmitCreators} counts: a city lets {options.WaitingMax:#,0} wait at a time");
    }
}
