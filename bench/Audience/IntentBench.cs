using System.Diagnostics;
using System.Globalization;
using System.Text;
using Houle.Events;
using Houle.Ingest.Text.Intents;

namespace Houle.Bench.Audience;

/// <summary>Intents and tone of labelled comments: precision and recall per class and language, and what the model missed.</summary>
internal static class IntentBench
{
    private static readonly MentionIntent[] Classes = [.. Enum.GetValues<MentionIntent>().Where(one => one != MentionIntent.Other)];

    /// <param name="args"><c>--set dev</c> for the comments that the patterns were made with; <c>--misses</c> lists the wrong ones; <c>--text TEXT</c> says what is found in one.</param>
    public static void Run(string[] args)
    {
        if (Array.IndexOf(args, "--text") is >= 0 and var text && text + 1 < args.Length)
        {
            foreach (string found in new IntentModel().Explain(Encoding.UTF8.GetBytes(args[text + 1]))) Console.WriteLine(found);
            return;
        }

        string set = Array.IndexOf(args, "--set") is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : "test";
        string folder = Path.Combine(Root(), "tests/Ingest.Tests/Text/Intents", set);
        IntentModel model = new();
        Dictionary<(string Language, MentionIntent Intent), (int Both, int Said, int True)> counts = [];
        List<(string Language, int Expected, byte[] Text)> comments = [];
        foreach (string file in Directory.GetFiles(folder, "*.tsv").Order(StringComparer.Ordinal))
        {
            foreach (string line in File.ReadAllLines(file))
            {
                string[] columns = line.Split('\t');
                comments.Add((Path.GetFileNameWithoutExtension(file), Bits(columns[0]), Encoding.UTF8.GetBytes(columns[1])));
            }
        }

        int exact = 0;
        foreach ((string language, int expected, byte[] comment) in comments)
        {
            int said = model.Classify(comment);
            if (said == expected) exact++;
            else if (args.Contains("--misses")) Console.WriteLine($"{language}: {Encoding.UTF8.GetString(comment)} | is {Names(expected)} | said {Names(said)}");
            foreach (MentionIntent intent in Classes)
            {
                int bit = 1 << (int)intent;
                foreach (string row in (string[])[language, "all"])
                {
                    (int both, int of, int real) = counts.GetValueOrDefault((row, intent));
                    counts[(row, intent)] = (both + ((said & expected & bit) != 0 ? 1 : 0), of + ((said & bit) != 0 ? 1 : 0), real + ((expected & bit) != 0 ? 1 : 0));
                }
            }
        }

        Console.WriteLine();
        Console.WriteLine($"{comments.Count} comments of {folder[(Root().Length + 1)..]}, {IntentModel.Patterns} spellings of patterns. Precision / recall (comments of the class); all labels right: {exact / (double)comments.Count:0.0%}");
        Console.WriteLine($"| language | {string.Join(" | ", Classes.Select(c => c.ToString().ToLowerInvariant()))} |");
        Console.WriteLine($"|---|{string.Concat(Classes.Select(_ => "---|"))}");
        foreach (string language in counts.Keys.Select(key => key.Language).Distinct().Order(StringComparer.Ordinal))
        {
            Console.WriteLine($"| {language} | {string.Join(" | ", Classes.Select(c =>
            {
                (int both, int said, int real) = counts[(language, c)];
                return string.Create(CultureInfo.InvariantCulture, $"{both / (double)said:0.00} / {both / (double)real:0.00} ({real})");
            }))} |");
        }

        Time(model, comments);
    }

    private static void Time(IntentModel model, List<(string Language, int Expected, byte[] Text)> comments)
    {
        for (int round = 0; round < 20; round++) comments.ForEach(one => model.Classify(one.Text));
        long before = GC.GetAllocatedBytesForCurrentThread(), started = Stopwatch.GetTimestamp();
        const int Rounds = 200;
        for (int round = 0; round < Rounds; round++)
        {
            foreach ((_, _, byte[] text) in comments) model.Classify(text);
        }

        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        int all = comments.Count * Rounds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{seconds / all * 1e6:0.00} us and {allocated / (double)all:0.00} B allocated a comment of {comments.Average(c => c.Text.Length):0} bytes"));
    }

    private static int Bits(string labels) => labels == "-" ? 0 : labels.Split(',').Sum(label => 1 << (int)Enum.Parse<MentionIntent>(label, ignoreCase: true));

    private static string Names(int bits) => bits == 0 ? "-" : string.Join(',', Classes.Where(c => (bits & (1 << (int)c)) != 0)).ToLowerInvariant();

    private static string Root()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Streaming.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new DirectoryNotFoundException("no Streaming.sln above the benchmark");
    }
}
