using System.Globalization;
using Houle.Hosting;

namespace Houle.Commands.Doctor;

/// <summary>May we write to the data folder, and is there room?</summary>
internal static class FolderCheck
{
    /// <summary>Below this a day of segments and merges may not fit.</summary>
    private const long FreeBytesMin = 2L << 30;

    public static Check Run(DataFolder folder)
    {
        if (!Directory.Exists(folder.Path))
            return Check.Unreachable("folder", $"{folder.Path} does not exist", "run houle demo or houle ingest, or name another folder with --data");
        try
        {
            string probe = Path.Combine(folder.Path, $"doctor.{Environment.ProcessId}");
            File.WriteAllText(probe, "");
            File.Delete(probe);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Check.Failed("folder", $"{folder.Path} cannot be written: {e.Message}", $"give it to {Environment.UserName}");
        }
        long freeBytes = new DriveInfo(folder.Path).AvailableFreeSpace;
        string free = $"{(freeBytes / (double)(1 << 30)).ToString("#,0.0", CultureInfo.InvariantCulture)} GiB free";
        return freeBytes >= FreeBytesMin
            ? Check.Ok("folder", $"{folder.Path}, {free}")
            : Check.Failed("folder", $"{folder.Path} has {free}", "make room: a full disk stops every commit");
    }
}
