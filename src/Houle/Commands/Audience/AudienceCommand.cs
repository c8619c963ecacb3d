using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Houle.CommandLine;
using Houle.Detection.Audience;

namespace Houle.Commands.Audience;

/// <summary>Scores the accounts of a file by whatever columns it has; row by row, so that its length does not matter.</summary>
internal sealed class AudienceCommand : HouleCommand
{
    private const int ProblemsShown = 20;

    private readonly Argument<string> _in = new("IN.csv") { Description = "One line per creator, with a header; plain or gzip" };
    private readonly Option<string?> _out = new("--out") { Description = "File for the scores; without it standard output", HelpName = "OUT.csv" };
    private readonly Option<bool> _json = JsonOption();

    public AudienceCommand()
        : base(
            "audience", "How real creators' audiences look: a score from 0 (bought) to 100 (real) with reasons",
            "./houle audience creators.csv --out scores.csv")
    {
        Add(_in);
        Add(_out);
        Add(_json);
    }

    protected override Task<int> Run(CommandContext context)
    {
        string path = context.Get(_in)!;
        if (!File.Exists(path)) throw CommandException.Usage($"{path} does not exist; name a CSV file with one line per creator");
        string? target = context.Get(_out);
        if (target is not null && Path.GetFullPath(target) == Path.GetFullPath(path))
            throw CommandException.Usage($"--out is the input, {path}; name another file");
        long problems = 0;
        using AccountFile accounts = new(path, problem =>
        {
            if (++problems <= ProblemsShown) context.Error.WriteLine($"houle: {problem}");
        });
        context.Error.WriteLine($"houle: judging by {string.Join(", ", accounts.Used)}");
        if (accounts.IsEngagementInPercent) context.Error.WriteLine("houle: the engagement column's median is above 0.5, so it is read as percents");
        using (StreamWriter? file = target is null ? null : new StreamWriter(target, false, new UTF8Encoding(false)))
        {
            TextWriter output = file ?? context.Out;
            if (context.Get(_json)) WriteJson(accounts, output, context.Cancel);
            else WriteCsv(accounts, output, context.Cancel);
        }

        if (problems > ProblemsShown) context.Error.WriteLine($"houle: {problems - ProblemsShown} more cells or rows like these");
        context.Error.WriteLine($"houle: {accounts.Rows - accounts.Unreadable} scored, {accounts.Unreadable} unreadable");
        return Task.FromResult(accounts.Unreadable == 0 ? ExitCodes.Done : ExitCodes.Failed);
    }

    private static void WriteCsv(AccountFile accounts, TextWriter output, CancellationToken cancel)
    {
        output.Write("creator,score,reasons\n");
        while (accounts.Read(out string creator, out AccountFacts facts))
        {
            cancel.ThrowIfCancellationRequested();
            AccountScore score = AccountModel.Default.Score(facts);
            string reasons = string.Join("; ", score.Reasons.Select(reason => $"{reason.Reason} {Points(reason)} ({reason.Evidence})"));
            output.Write(string.Create(CultureInfo.InvariantCulture, $"{Quoted(creator)},{score.Score:0.00},{Quoted(reasons)}\n"));
        }
    }

    private static void WriteJson(AccountFile accounts, TextWriter output, CancellationToken cancel)
    {
        output.Write("[");
        string before = "\n";
        while (accounts.Read(out string creator, out AccountFacts facts))
        {
            cancel.ThrowIfCancellationRequested();
            AccountScore score = AccountModel.Default.Score(facts);
            JsonArray reasons = [.. score.Reasons.Select(reason => new JsonObject
            {
                ["reason"] = reason.Reason, ["points"] = Math.Round(reason.Points, 1), ["evidence"] = reason.Evidence,
            })];
            output.Write(before);
            output.Write(Json.Line(new JsonObject { ["creator"] = creator, ["score"] = Math.Round(score.Score, 2), ["reasons"] = reasons }));
            before = ",\n";
        }

        output.Write("\n]\n");
    }

    private static string Points(AccountReason reason) => reason.Points.ToString("+0.0;-0.0;0", CultureInfo.InvariantCulture);

    private static string Quoted(string text) =>
        text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
