using Houle.CommandLine;

namespace Houle.Tests.Commands;

public sealed class ConfigCheckCommandTests
{
    [Fact]
    public async Task Every_feed_and_scenario_of_the_repository_is_right()
    {
        string[] files = [.. Directory.GetFiles(Path.Combine(Checkout.Root, "feeds")), .. Directory.GetFiles(Path.Combine(Checkout.Root, "scenarios"))];
        files.Length.ShouldBeGreaterThan(3);
        foreach (string file in files)
        {
            ShellResult result = await Cli.Run("config", "check", file);
            result.ExitCode.ShouldBe(ExitCodes.Done, result.Error);
            result.Output.ShouldStartWith($"{file} is right: a ");
        }
    }

    [Fact]
    public async Task Calendar_of_a_configuration_is_checked_with_it()
    {
        using var folder = new TemporaryFolder();
        string calendar = folder.Write("days.csv", "starts_at,ends_at,place,event\n2026-03-04,2026-03-05,be/leige,Match\n");
        ShellResult result = await Cli.Run("config", "check", folder.Write("houle.yaml", $"detection:\n  calendars: ['{calendar}']\n"));
        result.ExitCode.ShouldBe(ExitCodes.Usage);
        result.Error.ShouldContain($"{calendar}:2: place is 'be/leige', which is no city of the gazetteer; did you mean 'be/liege'?");
    }

    [Theory]
    [InlineData("event: mention\ntime: 3\n")]
    [InlineData("period: yesterday\n")]
    [InlineData("stream: {}\n")]
    public async Task Mistake_is_told_with_its_place(string yaml)
    {
        using var folder = new TemporaryFolder();
        string file = folder.Write("wrong.yaml", yaml);
        ShellResult result = await Cli.Run("config", "check", file);
        result.ExitCode.ShouldBe(ExitCodes.Usage);
        result.Error.ShouldMatch(@"wrong\.yaml:\d+:\d+: ");
    }
}
