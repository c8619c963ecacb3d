using System.CommandLine;
using Houle.CommandLine;
using Houle.Tests.Support;

namespace Houle.Tests.CommandLine;

public sealed class CommandLineTests
{
    [Fact]
    public async Task Version_is_one_line_on_standard_output()
    {
        ShellResult result = await Cli.Run("--version");

        result.ExitCode.ShouldBe(0);
        result.Output.ShouldMatch(@"^\d+\.\d+\.\d+\S*\n$");
    }

    [Fact]
    public void Every_command_has_an_example_that_names_it()
    {
        foreach ((string path, HouleCommand command) in Commands(HouleProgram.Create(), "houle"))
            command.Examples.ShouldContain(example => example.Contains(path, StringComparison.Ordinal), path);
    }

    [Fact]
    public async Task Every_command_prints_its_example_with_help()
    {
        foreach ((string path, HouleCommand command) in Commands(HouleProgram.Create(), "houle"))
        {
            ShellResult result = await Cli.Run([.. path.Split(' ').Skip(1), "--help"]);

            result.ExitCode.ShouldBe(0, result.ToString());
            result.Output.ShouldContain(command.Examples[0]);
            result.Error.ShouldBeEmpty();
        }
    }

    [Theory]
    [InlineData("confg", "houle: 'confg' is not known here; did you mean 'config'?\nhoule: see houle --help\n")]
    [InlineData("config check", "houle: Required argument missing for command: 'check'\nhoule: see houle config check --help\n")]
    [InlineData("completion csh", null)]
    [InlineData("config check nowhere.yaml", "houle: nowhere.yaml does not exist; name another file with --config\n")]
    public async Task Wrong_usage_is_explained_and_exits_2(string line, string? error)
    {
        ShellResult result = await Cli.Run(line.Split(' '));

        result.ExitCode.ShouldBe(2);
        result.Output.ShouldBeEmpty();
        if (error is not null) result.Error.ShouldBe(error);
    }

    [Fact]
    public async Task Config_check_of_a_wrong_file_exits_2_and_of_a_right_one_0()
    {
        using var folder = new TemporaryFolder();
        string wrong = folder.Write("wrong.yaml", "threads: 0\n");
        string right = folder.Write("right.yaml", "run: liege\n");

        ShellResult bad = await Cli.Run("config", "check", wrong);
        ShellResult good = await Cli.Run("config", "check", right);

        bad.ExitCode.ShouldBe(2);
        bad.Error.ShouldStartWith($"{wrong}:1:10: threads is 0; it must be 1 to 256");
        good.ExitCode.ShouldBe(0);
        good.Output.ShouldContain("run 'liege', 5 streams");
    }

    [Fact]
    public async Task Completion_of_bash_offers_the_commands()
    {
        ShellResult script = await Cli.Run("completion", "bash");
        ShellResult suggested = await Cli.Run("[suggest:3]", "con");

        script.Output.ShouldContain("complete -o default -F _houle houle");
        suggested.Output.Split('\n').ShouldContain("config");
    }

    private static IEnumerable<(string Path, HouleCommand Command)> Commands(Command group, string path) =>
        group.Subcommands.SelectMany(command => command is HouleCommand own
            ? [($"{path} {command.Name}", own)]
            : Commands(command, $"{path} {command.Name}"));
}
