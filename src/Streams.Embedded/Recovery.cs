using Houle.Streams.Embedded.Segments;
using Houle.Streams.Embedded.Storage;
using Houle.Streams.Log;
using Microsoft.Win32.SafeHandles;

namespace Houle.Streams.Embedded;

/// <summary>Makes the files agree with the commit store when a folder is opened.</summary>
internal static class Recovery
{
    /// <summary>Refuses a folder that has segments and no commit store: a new store would count them as nothing.</summary>
    public static void CheckStoreIsThere(string folder)
    {
        string topics = Catalogue.FolderOfTopics(folder);
        string store = Path.Combine(folder, CommitStore.FileName);
        if (File.Exists(store) || !Directory.Exists(topics)) return;
        if (Directory.EnumerateFiles(topics, "*" + Segment.FileExtension, SearchOption.AllDirectories).Any())
            throw new LogCorruptException($"{store} is missing, and there are segments beside it; restore it from a copy");
    }

    /// <summary>Cuts segments back to their committed length, and deletes files that no commit or retention knows.</summary>
    /// <exception cref="LogCorruptException">A file is missing, or shorter than what was committed.</exception>
    public static void CutBack(Catalogue catalogue, LogDisk disk)
    {
        foreach (Topic topic in catalogue.Topics)
        {
            MakeFolder(topic.Folder, disk);
            HashSet<string> known = new(StringComparer.Ordinal);
            foreach (Segment segment in topic.Partitions.SelectMany(static partition => partition.Segments))
            {
                CutBack(segment, disk);
                known.Add(segment.Path);
            }
            foreach (string path in Directory.EnumerateFiles(topic.Folder))
            {
                if (!known.Contains(Path.ChangeExtension(path, Segment.FileExtension))) disk.Delete(path);
            }
        }
    }

    /// <summary>Makes a topic's folder so that its name survives a crash.</summary>
    public static void MakeFolder(string folder, LogDisk disk)
    {
        if (Directory.Exists(folder)) return;
        string topics = Path.GetDirectoryName(folder)!;
        Directory.CreateDirectory(folder);
        disk.SyncFolder(topics);
        disk.SyncFolder(Path.GetDirectoryName(topics)!);
    }

    private static void CutBack(Segment segment, LogDisk disk)
    {
        FileInfo file = new(segment.Path);
        if (!file.Exists) throw new LogCorruptException($"{segment.Path} is missing; restore it from a copy");
        if (file.Length < segment.Bytes)
        {
            throw new LogCorruptException(
                $"{segment.Path} has {file.Length} bytes and {segment.Bytes} were committed; restore it from a copy");
        }
        if (file.Length == segment.Bytes) return;
        using SafeFileHandle handle = disk.Open(segment.Path);
        disk.SetLength(handle, segment.Bytes);
    }
}
