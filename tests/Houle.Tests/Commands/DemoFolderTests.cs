using Houle.CommandLine;
using Houle.Commands.Demo;
using Houle.Tests.Support;

namespace Houle.Tests.Commands;

public sealed class DemoFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Folder_of_an_interrupted_run_is_kept()
    {
        using (DemoFolder first = DemoFolder.Open(_folder.Path)) _folder.Write("log/segment", "events");

        using DemoFolder second = DemoFolder.Open(_folder.Path);

        second.Resumes.ShouldBeTrue();
        File.Exists(_folder.File("log/segment")).ShouldBeTrue();
    }

    [Fact]
    public void Folder_of_a_completed_run_starts_afresh()
    {
        using (DemoFolder first = DemoFolder.Open(_folder.Path))
        {
            _folder.Write("log/segment", "events");
            first.MarkComplete();
        }

        using DemoFolder second = DemoFolder.Open(_folder.Path);

        second.Resumes.ShouldBeFalse();
        Directory.Exists(_folder.File("log")).ShouldBeFalse();
        File.Exists(_folder.File("demo.complete")).ShouldBeFalse();
    }

    [Fact]
    public void Folder_held_by_another_demo_is_refused()
    {
        using DemoFolder first = DemoFolder.Open(_folder.Path);

        Should.Throw<CommandException>(() => DemoFolder.Open(_folder.Path)).Message.ShouldContain("another houle demo runs in");
    }

    [Fact]
    public void Folder_with_other_things_in_it_is_refused_and_left_alone()
    {
        _folder.Write("thesis.txt", "years of work");

        Should.Throw<CommandException>(() => DemoFolder.Open(_folder.Path)).ExitCode.ShouldBe(ExitCodes.Usage);
        Directory.EnumerateFileSystemEntries(_folder.Path).Count().ShouldBe(1);
    }
}
