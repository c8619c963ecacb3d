using System.Globalization;
using Houle.Streams.Log;

namespace Houle.Streams.Embedded.Storage;

/// <summary>Holds a folder for one process: the file "lock" is locked as long as the process lives.</summary>
/// <remarks>The lock is the kernel's (flock), so a killed owner leaves none behind. The owner's id stands in the file
/// "owner" beside it, since nobody can open the locked one.</remarks>
internal sealed class FolderLock : IDisposable
{
    private readonly FileStream _lock;
    private readonly string _owner;

    /// <exception cref="LogException">Another process, or another log of this one, has the folder.</exception>
    public FolderLock(string folder)
    {
        _owner = Path.Combine(folder, "owner");
        try
        {
            _lock = new FileStream(
                Path.Combine(folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException busy)
        {
            string owner = File.Exists(_owner) ? $"process {File.ReadAllText(_owner).Trim()}" : "another process";
            throw new LogException($"folder {folder} is in use by {owner}; stop it, or choose another folder", busy);
        }
        File.WriteAllText(_owner, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
    }

    public void Dispose()
    {
        File.Delete(_owner);
        _lock.Dispose();
    }
}
