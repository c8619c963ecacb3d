using Houle.Tests.Support;

namespace Houle.Tests.Launcher;

public sealed class HouleLauncherTests : IDisposable
{
    private readonly FakeCheckout _checkout = new();

    public void Dispose() => _checkout.Dispose();

    [Fact]
    public async Task Houle_passes_arguments_folder_and_exit_code_through()
    {
        ShellResult result = await _checkout.Run("houle", "ingest", "my file.csv", "", "*");

        result.ExitCode.ShouldBe(7, result.ToString());
        result.Output.ShouldBe($"[ingest][my file.csv][][*]\n{Path.GetTempPath().TrimEnd('/')}\n", result.ToString());
        result.Error.ShouldBeEmpty();
    }

    [Fact]
    public async Task Houle_builds_once_until_a_source_changes()
    {
        await _checkout.Run("houle");
        await _checkout.Run("houle");
        _checkout.Builds.Length.ShouldBe(1);

        _checkout.Write("src/b.cs", "class B;");
        await _checkout.Run("houle");
        _checkout.Builds.Length.ShouldBe(2);

        _checkout.Write("src/obj/generated.cs", "class Generated;");
        await _checkout.Run("houle");
        _checkout.Builds.Length.ShouldBe(2);
    }

    [Fact]
    public async Task Houle_started_twice_at_once_builds_once()
    {
        ShellResult[] results = await Task.WhenAll(_checkout.Run("houle"), _checkout.Run("houle"), _checkout.Run("houle"));

        results.ShouldAllBe(result => result.ExitCode == 7);
        _checkout.Builds.Length.ShouldBe(1);
    }

    [Fact]
    public async Task Houle_that_does_not_build_says_why_and_tries_again()
    {
        _checkout.Write("src/a.cs", "broken");
        ShellResult result = await _checkout.Run("houle");

        result.ExitCode.ShouldBe(1);
        result.Output.ShouldBeEmpty();
        result.Error.ShouldContain("src/a.cs(1,1): error CS1002");
        result.Error.ShouldNotContain("noise");

        _checkout.Write("src/a.cs", "class A;");
        (await _checkout.Run("houle")).ExitCode.ShouldBe(7);
    }

    [Fact]
    public async Task Houle_through_a_symbolic_link_finds_its_checkout()
    {
        using var elsewhere = new TemporaryFolder();
        File.CreateSymbolicLink(elsewhere.File("houle"), Path.Combine(_checkout.Root, "houle"));

        ShellResult result = await Shell.Run(
            elsewhere.File("houle"), ["--version"], elsewhere.Path, _checkout.Environment);

        result.Output.ShouldBe($"[--version]\n{elsewhere.Path}\n", result.ToString());
    }

    [Fact]
    public async Task Houle_already_built_runs_for_a_user_who_may_only_read()
    {
        await _checkout.Run("houle");
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root, to become somebody else");
        await Shell.Run("chmod", ["-R", "a+rX", _checkout.Root]);

        string[] nobody = ["--reuid=65534", "--regid=65534", "--clear-groups", Path.Combine(_checkout.Root, "houle"), "a"];
        ShellResult built = await Shell.Run("setpriv", nobody, "/", _checkout.Environment);
        _checkout.Write("src/b.cs", "class B;");
        ShellResult changed = await Shell.Run("setpriv", nobody, "/", _checkout.Environment);

        built.Output.ShouldBe("[a]\n/\n", built.ToString());
        changed.ExitCode.ShouldBe(3);
        changed.Error.ShouldContain("cannot be written by nobody");
    }

    [Fact]
    public async Task Houle_without_dotnet_names_the_command_to_type()
    {
        using var empty = new TemporaryFolder();
        var environment = new Dictionary<string, string?>
        {
            ["PATH"] = $"{empty.Path}:/usr/bin:/bin", ["HOME"] = empty.Path, ["DOTNET_ROOT"] = null,
        };
        // A dotnet of another version, first on the PATH and in the home folder.
        foreach (string name in (string[])["dotnet", ".dotnet/dotnet"])
        {
            File.SetUnixFileMode(
                empty.Write(name, "#!/bin/sh\necho '8.0.100 [/old]'\n"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        ShellResult result = await Shell.Run(
            Path.Combine(_checkout.Root, "houle"), [], environment: environment);

        result.ExitCode.ShouldBe(3, result.ToString());
        result.Error.ShouldContain("type: curl -fsSL https://dot.net/v1/dotnet-install.sh");
    }
}
