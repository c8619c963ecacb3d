using Houle.CommandLine;
using Houle.Hosting;

namespace Houle.Commands.Demo;

/// <summary>The data folder of a demo, held by one process: a run that was interrupted goes on, a completed one starts
/// afresh.</summary>
internal sealed class DemoFolder : IDisposable
{
    private const string LockName = "demo.lock", CompleteName = "demo.complete", MarkerName = "demo.folder";

    private readonly FileStream _lock;

    private DemoFolder(string path, FileStream held, bool resumes)
    {
        (_lock, Resumes) = (held, resumes);
        Data = new DataFolder(path);
    }

    public DataFolder Data { get; }

    /// <summary>An earlier run did not get to its end, and this one goes on where it was.</summary>
    public bool Resumes { get; }

    /// <exception cref="CommandException">Another demo runs in it, it holds something else, or we may not write.</exception>
    public static DemoFolder Open(string path)
    {
        try
        {
            return Prepare(Path.GetFullPath(path));
        }
        catch (UnauthorizedAccessException e)
        {
            throw new CommandException(ExitCodes.Failed, $"{path} cannot be written; name another folder with --data", e);
        }
    }

    private static DemoFolder Prepare(string path)
    {
        string marker = Path.Combine(path, MarkerName);
        if (Directory.Exists(path) && !File.Exists(marker) && Directory.EnumerateFileSystemEntries(path).Any())
            throw CommandException.Usage($"{path} holds something that is not a demo's; name another folder with --data");
        Directory.CreateDirectory(path);
        File.WriteAllText(marker, "Written by houle demo, which may delete this folder.\n");
        FileStream held = Lock(path);
        bool complete = File.Exists(Path.Combine(path, CompleteName));
        if (complete) Clear(path);
        return new DemoFolder(path, held, Directory.Exists(new DataFolder(path).Log));
    }

    /// <summary>From now on the next start begins afresh.</summary>
    public void MarkComplete() => File.WriteAllText(Path.Combine(Data.Path, CompleteName), "");

    public void Dispose() => _lock.Dispose();

    private static FileStream Lock(string path)
    {
        try
        {
            // .NET takes an flock for FileShare.None: it ends with the process, however that ends.
            return new FileStream(Path.Combine(path, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (e is not (FileNotFoundException or DirectoryNotFoundException))
        {
            throw new CommandException(
                ExitCodes.Failed, $"another houle demo runs in {path}; end it, or name another folder with --data", e);
        }
    }

    /// <summary>The mark of completion goes last: killed in between, the next start clears again.</summary>
    private static void Clear(string path)
    {
        foreach (string folder in Directory.EnumerateDirectories(path)) Directory.Delete(folder, recursive: true);
        foreach (string file in Directory.EnumerateFiles(path).Where(file => Path.GetFileName(file) is not (LockName or MarkerName or CompleteName)))
            File.Delete(file);
        File.Delete(Path.Combine(path, CompleteName));
    }
}
