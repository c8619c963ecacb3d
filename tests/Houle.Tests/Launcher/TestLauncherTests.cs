using Houle.Tests.Support;

namespace Houle.Tests.Launcher;

public sealed class TestLauncherTests : IDisposable
{
    private const string Good =
        """<assemblies><assembly passed="2" failed="0" skipped="1" errors="0" time="6.5"><test name="A.B(text: &quot;a &lt; b&quot;)" result="Pass" time="6.1" /><test name="A.C" result="Skip" time="0"><reason><![CDATA[../shared is absent: no real data]]></reason></test></assembly></assemblies>""";

    private const string Bad =
        """<assemblies><assembly passed="4" failed="1" skipped="0" errors="1" time="0.2"><test name="D.E" result="Fail" time="0.1"><failure><message><![CDATA[no]]></message></failure></test></assembly></assemblies>""";

    private readonly FakeCheckout _checkout = new();

    public TestLauncherTests()
    {
        _checkout.Write("tests/One.Tests/One.Tests.csproj", "");
        _checkout.Write("tests/Two.Tests/Two.Tests.csproj", "");
        _checkout.Write("sdk/One.Tests.xml", Good);
        _checkout.Write("sdk/Two.Tests.xml", Good);
    }

    public void Dispose() => _checkout.Dispose();

    [Fact]
    public async Task Test_sums_all_projects_in_its_last_line()
    {
        ShellResult result = await _checkout.Run("test");

        result.ExitCode.ShouldBe(0, result.ToString());
        string[] lines = result.Output.TrimEnd().Split('\n');
        lines[^1].ShouldBe("4 passed, 0 failed, 2 skipped");
        lines.ShouldContain("  A.C: ../shared is absent: no real data");
        lines.ShouldContain("       6.1 s  A.B(text: \"a < b\")");
        _checkout.Builds.ShouldHaveSingleItem().ShouldEndWith("/Streaming.sln");
    }

    [Fact]
    public async Task Test_with_a_failure_names_it_and_exits_1()
    {
        _checkout.Write("sdk/Two.Tests.xml", Bad);
        ShellResult result = await _checkout.Run("test");

        result.ExitCode.ShouldBe(1);
        result.Output.TrimEnd().ShouldEndWith("failed:\n  D.E\n6 passed, 2 failed, 1 skipped");
    }

    [Fact]
    public async Task Test_counts_a_crashed_project_as_failed()
    {
        File.Delete(Path.Combine(_checkout.Root, "sdk/Two.Tests.xml"));
        ShellResult result = await _checkout.Run("test");

        result.ExitCode.ShouldBe(1);
        result.Output.TrimEnd().ShouldEndWith("  Two.Tests: no results, exit code 134\n2 passed, 1 failed, 1 skipped");
    }

    [Fact]
    public async Task Test_that_ran_nothing_exits_1()
    {
        _checkout.Write("sdk/Two.Tests.xml", """<assemblies><assembly passed="0" failed="0" skipped="0" errors="0" time="0" /></assemblies>""");
        ShellResult result = await _checkout.Run("test", "two");

        result.ExitCode.ShouldBe(1);
        result.Output.TrimEnd().ShouldEndWith("0 passed, 0 failed, 0 skipped");
    }

    [Theory]
    [InlineData("one", 1, "-xml")]
    [InlineData("Duplicate", 2, "-method *Duplicate*")]
    public async Task Test_filter_chooses_projects_or_else_tests(string filter, int runs, string passed)
    {
        await _checkout.Run("test", filter);

        _checkout.Runs.Length.ShouldBe(runs);
        _checkout.Runs.ShouldAllBe(run => run.Contains(passed));
    }
}
