using Houle.Hosting;
using Houle.Tests.Support;

namespace Houle.Tests.Launcher;

/// <summary>The real launchers in a checkout of a few files, with a dotnet that only notes what it was asked to do.</summary>
internal sealed class FakeCheckout : IDisposable
{
    private const string Dotnet = """
        #!/usr/bin/env bash
        here="$(dirname "$0")"
        case "$1" in
            --list-sdks) echo "10.0.100 [/somewhere]" ;;
            --list-runtimes) printf '%s 10.0.0 [/somewhere]\n' Microsoft.AspNetCore.App Microsoft.NETCore.App ;;
            build)
                echo "$2" >>"$here/builds"
                sleep 0.3
                if grep -qs broken "$here"/../src/*.cs; then echo "src/a.cs(1,1): error CS1002: ; expected"; exit 1; fi
                echo "noise that nobody asked for"
                ;;
            */tests/*)
                echo "$*" >>"$here/runs"
                while [[ $# -gt 0 && "$1" != -xml ]]; do shift; done
                name="$(basename "$2" .xml)"
                if [[ -e "$here/$name.xml" ]]; then cp "$here/$name.xml" "$2"; else exit 134; fi
                ;;
            *) shift; printf '[%s]' "$@"; echo; pwd; exit 7 ;;
        esac
        """;

    private readonly TemporaryFolder _folder = new();

    public FakeCheckout()
    {
        string root = Checkout.Root;
        foreach (string file in (string[])["houle", "test", "native/launcher.sh", "tests/report.awk"])
        {
            _folder.Write(file, "");
            File.Copy(Path.Combine(root, file), _folder.File(file), overwrite: true);
        }
        _folder.Write("src/a.cs", "class A;");
        _folder.Write("Streaming.sln", "");
        File.SetUnixFileMode(
            _folder.Write("sdk/dotnet", Dotnet),
            UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute |
            UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
    }

    public string Root => _folder.Path;

    /// <summary>What was built, in order.</summary>
    public string[] Builds => Lines("sdk/builds");

    /// <summary>The command lines of the test programs that ran.</summary>
    public string[] Runs => Lines("sdk/runs");

    public void Write(string name, string text) => _folder.Write(name, text);

    public Task<ShellResult> Run(string launcher, params string[] arguments) =>
        Shell.Run(_folder.File(launcher), arguments, folder: null, Environment);

    /// <summary>With the fake dotnet first on the PATH.</summary>
    public IReadOnlyDictionary<string, string?> Environment => new Dictionary<string, string?>
    {
        ["PATH"] = $"{_folder.File("sdk")}:{System.Environment.GetEnvironmentVariable("PATH")}",
    };

    public void Dispose() => _folder.Dispose();

    private string[] Lines(string name) => File.Exists(_folder.File(name)) ? File.ReadAllLines(_folder.File(name)) : [];
}
