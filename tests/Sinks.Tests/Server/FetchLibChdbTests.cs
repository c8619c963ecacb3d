using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;

namespace Houle.Sinks.Tests.Server;

/// <summary>native/fetch-libchdb beside a lock file and an npm of the test's own: nothing is fetched from anywhere.</summary>
public sealed class FetchLibChdbTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly string _script, _tools, _archive;

    public FetchLibChdbTests()
    {
        string native = Directory.CreateDirectory(Path.Combine(_folder.Path, "a repository", "native")).FullName;
        _script = Path.Combine(native, "fetch-libchdb");
        File.Copy(RepositoryScript(), _script);
        _tools = Directory.CreateDirectory(Path.Combine(_folder.Path, "bin")).FullName;
        LinkTools();
        _archive = Path.Combine(_folder.Path, "package.tgz");
        PackArchive();
        WriteLock(_archive);
        WriteNpm($"echo npm >> '{_folder.Path}/calls'; cp '{_archive}' chdb.tgz");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Library_is_fetched_once_and_its_path_printed()
    {
        (int code, string path, _) = await RunAsync();
        code.ShouldBe(0);
        File.ReadAllText(path).ShouldBe("the library");

        (await RunAsync()).Output.ShouldBe(path);
        Calls().ShouldBe(1);
        Directory.GetDirectories(Path.GetDirectoryName(Path.GetDirectoryName(path))!).Length.ShouldBe(1, "nothing partial is left");
    }

    [Fact]
    public async Task Archive_with_another_hash_is_refused_and_nothing_is_installed()
    {
        string other = Path.Combine(_folder.Path, "other");
        File.WriteAllText(other, "something else");
        WriteLock(other);

        (int code, string output, string error) = await RunAsync();

        code.ShouldBe(3);
        output.ShouldBeEmpty();
        error.ShouldContain("libchdb.lock pins");
        Directory.GetFiles(_folder.Path, "libchdb.so", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    [Fact]
    public async Task Fetch_that_fails_says_why_and_leaves_nothing()
    {
        WriteNpm("echo 'registry is away' >&2; exit 1");
        (int code, _, string error) = await RunAsync();
        code.ShouldBe(3);
        error.ShouldContain("registry is away");
        Directory.GetDirectories(_folder.Path, "libchdb.partial.*", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    [Fact]
    public async Task Missing_npm_says_what_to_type()
    {
        File.Delete(Path.Combine(_tools, "npm"));
        (int code, _, string error) = await RunAsync();
        code.ShouldBe(3);
        error.ShouldContain("apt-get install -y npm");
    }

    [Fact]
    public async Task Fetches_at_the_same_time_fetch_once()
    {
        (int Code, string Output, string Error)[] runs = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => RunAsync()));
        runs.ShouldAllBe(run => run.Code == 0);
        runs.Select(run => run.Output).Distinct().Count().ShouldBe(1);
        Calls().ShouldBe(1);
    }

    [Fact]
    public async Task Cache_is_where_the_variable_says()
    {
        string cache = Path.Combine(_folder.Path, "else where");
        (await RunAsync(("HOULE_NATIVE_CACHE", cache))).Output.ShouldStartWith(cache);
    }

    [Fact]
    public async Task Library_of_ones_own_is_taken_as_it_is()
    {
        (await RunAsync(("HOULE_LIBCHDB", _archive))).Output.ShouldBe(_archive);
        (await RunAsync(("HOULE_LIBCHDB", "/nowhere"))).Code.ShouldBe(3);
        File.Exists(Path.Combine(_folder.Path, "calls")).ShouldBeFalse();
    }

    private int Calls() => File.ReadAllLines(Path.Combine(_folder.Path, "calls")).Length;

    private static string RepositoryScript()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string script = Path.Combine(folder.FullName, "native", "fetch-libchdb");
            if (File.Exists(script)) return script;
        }

        throw new FileNotFoundException("native/fetch-libchdb is not above the tests");
    }

    private void PackArchive()
    {
        string package = Directory.CreateDirectory(Path.Combine(_folder.Path, "to-pack", "package")).FullName;
        File.WriteAllText(Path.Combine(package, "libchdb.so"), "the library");
        File.WriteAllText(Path.Combine(package, "package.json"), "{}");
        using (FileStream file = File.Create(_archive))
        using (var gzip = new GZipStream(file, CompressionLevel.Fastest))
            TarFile.CreateFromDirectory(Path.GetDirectoryName(package)!, gzip, includeBaseDirectory: false);
        Directory.Delete(Path.GetDirectoryName(package)!, recursive: true);
    }

    private void WriteLock(string archive) => File.WriteAllText(
        Path.Combine(Path.GetDirectoryName(_script)!, "libchdb.lock"),
        $"# comment\nlinux-x86_64 @chdb/lib 1.0.0 sha512-{Convert.ToBase64String(SHA512.HashData(File.ReadAllBytes(archive)))}\n");

    private void WriteNpm(string body)
    {
        string npm = Path.Combine(_tools, "npm");
        File.WriteAllText(npm, $"#!/usr/bin/env bash\n{body}\n");
        File.SetUnixFileMode(npm, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(params (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo("/bin/bash")
        {
            UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, ArgumentList = { _script },
        };
        start.Environment.Remove("HOULE_LIBCHDB");
        start.Environment.Remove("HOULE_NATIVE_CACHE");
        start.Environment["PATH"] = _tools;
        foreach ((string name, string value) in variables) start.Environment[name] = value;
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output.Trim(), await error);
    }

    /// <summary>The system's tools, but not its npm.</summary>
    private void LinkTools()
    {
        foreach (string tool in (string[])["env", "bash", "cp", "mkdir", "flock", "rm", "mktemp", "tr", "tail", "find", "sha512sum", "sed", "base64", "tar", "gzip", "mv"])
        {
            string target = ((string[])["/usr/bin", "/bin"]).Select(folder => Path.Combine(folder, tool)).First(File.Exists);
            File.CreateSymbolicLink(Path.Combine(_tools, tool), target);
        }
    }
}
