using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using Houle.CommandLine;
using Houle.Detection.Series;

namespace Houle.Commands.Detect;

/// <summary>Scores one series, row by row, without looking ahead.</summary>
internal sealed class DetectSeriesCommand : HouleCommand
{
    private const int AlertsListedMax = 1000;

    private readonly Argument<string> _in = new("IN.csv")
    {
        Description = "Columns timestamp and value, in the order of time; an empty value is missing. .gz too",
    };

    private readonly Option<string?> _out = new("--out")
    {
        Description = "Where timestamp,value,score,alert go; without it to standard output",
        HelpName = "OUT.csv",
    };

    private readonly Option<string> _detector = new("--detector")
    {
        Description = string.Join(", ", SeriesDetectors.Names),
        HelpName = "NAME",
        DefaultValueFactory = _ => "spike",
    };

    private readonly Option<double> _confidence = Number("--confidence", "Of the textbook detectors, in percent", 99.0);
    private readonly Option<int> _history = Number("--history", "Of the textbook detectors: points to compare with", 100);
    private readonly Option<int> _training = Number("--training", "Of SSA: points to learn from, without a verdict", 400);
    private readonly Option<int> _season = Number("--season", "Of SSA: points of the longest pattern", 48);
    private readonly Option<bool> _json = JsonOption();

    public DetectSeriesCommand()
        : base(
            "series", "Score (0 to 1) and alert (0 or 1) of each row of one series, without looking ahead",
            "./houle detect series visitors.csv --out scored.csv",
            "./houle detect series visitors.csv --detector ssa-spike --season 24 --training 336")
    {
        Add(_in);
        foreach (Option option in (Option[])[_out, _detector, _confidence, _history, _training, _season, _json]) Add(option);
    }

    protected override Task<int> Run(CommandContext context)
    {
        SeriesRule rule = SeriesDetectors.Create(context.Get(_detector)!, new SeriesSettings(
            context.Get(_confidence), context.Get(_history), context.Get(_training), context.Get(_season)));
        string? path = context.Get(_out);
        if (path is not null) CheckOutput(path);
        using var file = new SeriesFile(context.Get(_in)!);
        bool asJson = context.Get(_json);
        string? unfinished = path is null ? null : path + ".unfinished";
        JsonObject summary;
        try
        {
            using (Stream output = unfinished is not null ? File.Create(unfinished) : asJson ? Stream.Null : StandardOutput(context.Out))
                summary = Score(file, rule, output, context.Cancel);

            // A file that is there is whole.
            if (unfinished is not null) File.Move(unfinished, path!, overwrite: true);
        }
        finally
        {
            if (unfinished is not null) File.Delete(unfinished);
        }

        if (asJson) context.Out.WriteLine(Json.Document(summary));
        else context.Error.WriteLine($"{summary["rows"]} rows, {summary["missing"]} without a value, {summary["alerts"]} alerts");
        return Task.FromResult(ExitCodes.Done);
    }

    private static void CheckOutput(string path)
    {
        if (Directory.Exists(path)) throw CommandException.Usage($"--out {path} is a folder; name a file");
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (!Directory.Exists(folder)) throw CommandException.Usage($"--out {path}: there is no folder {folder}");
    }

    private static JsonObject Score(SeriesFile file, SeriesRule rule, Stream output, CancellationToken cancel)
    {
        var writer = new SeriesWriter(output);
        var listed = new JsonArray();
        long rows = 0, missing = 0, alerts = 0;
        while (file.Read())
        {
            if ((++rows & 0xFFFF) == 0) cancel.ThrowIfCancellationRequested();
            double value = file.Value;
            if (!SeriesValues.IsUsable(value)) missing++;
            (double score, bool alert) = rule(value);
            writer.Write(file.Timestamp, file.ValueText, score, alert);
            if (alert && alerts++ < AlertsListedMax)
                listed.Add(new JsonObject { ["line"] = file.Line, ["timestamp"] = Encoding.UTF8.GetString(file.Timestamp), ["value"] = value, ["score"] = score });
        }

        writer.Flush();
        return new JsonObject { ["rows"] = rows, ["missing"] = missing, ["alerts"] = alerts, ["first_alerts"] = listed };
    }

    /// <summary>The console's bytes, or a test's text.</summary>
    private static Stream StandardOutput(TextWriter output) =>
        ReferenceEquals(output, Console.Out) ? Console.OpenStandardOutput() : new TextStream(output);

    private static Option<T> Number<T>(string name, string description, T value) =>
        new(name) { Description = $"{description} (default {value})", HelpName = "N", DefaultValueFactory = _ => value };
}
