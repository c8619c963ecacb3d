using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Houle.Tests.Support;

namespace Houle.Tests.Commands;

/// <summary>houle generate, and the guide's commands as they stand there.</summary>
public sealed partial class GenerateCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Guide_commands_run_as_they_stand()
    {
        string guide = await File.ReadAllTextAsync(Path.Combine(Checkout.Root, "docs", "guide", "generate.md"));
        string[] commands = [.. Block().Matches(guide).SelectMany(m => m.Groups["lines"].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries))];
        commands.Length.ShouldBe(5);
        foreach (string command in commands)
        {
            command.ShouldStartWith("./houle ");
            ShellResult result = await Cli.Run([.. command.Split(' ')[1..].Select(Moved)]);
            result.ExitCode.ShouldBe(0, $"{command}\n{result}");
        }
    }

    [Fact]
    public async Task Generate_writes_equal_bytes_for_equal_seeds_and_tells_what_it_wrote()
    {
        string scenario = Path.Combine(Checkout.Root, "scenarios", "town.yaml");
        ShellResult one = await Cli.Run("generate", scenario, "--seed", "5", "--out", _folder.File("one"), "--events", "3000", "--json");
        ShellResult two = await Cli.Run("generate", scenario, "--seed", "5", "--out", _folder.File("two"), "--events", "3000");
        ShellResult other = await Cli.Run("generate", scenario, "--seed", "6", "--out", _folder.File("other"), "--events", "3000");

        one.ExitCode.ShouldBe(0, one.ToString());
        JsonNode document = JsonNode.Parse(one.Output)!;
        ((long)document["events"]!).ShouldBe(3000);
        document["by_kind"]!.AsObject().Sum(k => (long)k.Value!["written"]!).ShouldBe(3000);
        two.Output.ShouldStartWith("town, seed 5: 3,000 simulated events from 2026-02-15 23:00Z to ");
        string[] files = [.. Directory.GetFiles(_folder.File("one"), "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(_folder.File("one"), f))];
        files.Length.ShouldBe(8 + 8 + 4);
        foreach (string file in files)
            (await File.ReadAllBytesAsync(Path.Combine(_folder.File("two"), file))).ShouldBe(await File.ReadAllBytesAsync(Path.Combine(_folder.File("one"), file)), file);
        (await File.ReadAllBytesAsync(Path.Combine(_folder.File("other"), "mention.avro")))
            .ShouldNotBe(await File.ReadAllBytesAsync(Path.Combine(_folder.File("one"), "mention.avro")));
        other.ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task Generate_into_a_log_again_adds_nothing()
    {
        string[] line = ["generate", Path.Combine(Checkout.Root, "scenarios", "week-in-liege.yaml"), "--events", "4000", "--out", _folder.File("week"), "--into", _folder.File("data")];
        ShellResult first = await Cli.Run(line);
        ShellResult again = await Cli.Run(line);

        first.ExitCode.ShouldBe(0, first.ToString());
        first.Output.ShouldEndWith("4,000 rows brought into the log\n");
        again.Output.ShouldEndWith("the log has these events already; nothing was added\n");
        ShellResult campaigns = await Cli.Run("tail", "houle.campaigns", "--data", _folder.File("data"));
        campaigns.Output.ShouldContain("parka-de-mars");
        campaigns.Output.ShouldNotContain("nora.sous.la.pluie");
    }

    [Fact]
    public async Task Wrong_scenario_is_refused_with_its_place_and_exits_2()
    {
        string bad = _folder.Write("bad.yaml", "name: x\nperiod: { first_day: 2026-03-02, days: 2 }\nplaces: [{ city: be/luik, posts_per_day: 4, creators: 2 }]\n");
        ShellResult refused = await Cli.Run("generate", bad, "--out", _folder.File("out"));
        ShellResult missing = await Cli.Run("generate", "nowhere.yaml", "--out", _folder.File("out"));
        ShellResult zero = await Cli.Run("generate", Path.Combine(Checkout.Root, "scenarios", "town.yaml"), "--out", _folder.File("out"), "--events", "0");

        refused.ExitCode.ShouldBe(2);
        refused.Error.ShouldBe($"houle: {bad}:3:18: city is 'be/luik'; the gazetteer has no such id; did you mean 'be/liege'?\n");
        missing.ExitCode.ShouldBe(2);
        missing.Error.ShouldBe("houle: nowhere.yaml does not exist; scenarios/ has some\n");
        zero.ExitCode.ShouldBe(2);
        zero.Error.ShouldBe("houle: --events is 0; it must be at least 1\n");
        Directory.Exists(_folder.File("out")).ShouldBeFalse();
    }

    /// <summary>The guide's folders, in the test's own; its scenarios, in the checkout.</summary>
    private string Moved(string argument) => argument switch
    {
        _ when argument.StartsWith("scenarios/", StringComparison.Ordinal) => Path.Combine(Checkout.Root, argument),
        "week" or "week-data" or "town" => _folder.File(argument),
        _ when argument.StartsWith("town/", StringComparison.Ordinal) => _folder.File(argument),
        _ => argument,
    };

    [GeneratedRegex(@"^```sh\n(?<lines>.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Block();
}
