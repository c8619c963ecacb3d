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
