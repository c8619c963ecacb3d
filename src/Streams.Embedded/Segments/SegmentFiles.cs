using Microsoft.Win32.SafeHandles;

namespace Houle.Streams.Embedded.Segments;

/// <summary>Files open for reading; past <paramref name="filesMax"/> the least recently used is closed and its index
/// forgotten, so that memory stays bounded however large the folder. Thread safe.</summary>
internal sealed class SegmentFiles(int filesMax = 512) : IDisposable
{
    private sealed record Open(Segment Segment, SafeFileHandle Handle);

    private readonly Lock _gate = new();
    private readonly Dictionary<Segment, LinkedListNode<Open>> _open = [];
    private readonly LinkedList<Open> _byUse = new();
    private bool _disposed;

    /// <summary>Reads up to the length of <paramref name="to"/>; 0 at the file's end.</summary>
    /// <exception cref="FileNotFoundException">Retention has deleted the file, or somebody else has.</exception>
    public int Read(Segment segment, Span<byte> to, long at)
    {
        while (true)
        {
            try
            {
                return RandomAccess.Read(Get(segment), to, at);
            }
            catch (ObjectDisposedException) when (!_disposed)
            {
                // Closed as the least recently used between Get and Read: open it again.
            }
        }
    }

    private SafeFileHandle Get(Segment segment)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(EmbeddedLog));
            if (_open.TryGetValue(segment, out LinkedListNode<Open>? node))
            {
                _byUse.Remove(node);
                _byUse.AddFirst(node);
                return node.Value.Handle;
            }
            SafeFileHandle handle = File.OpenHandle(
                segment.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            _open.Add(segment, _byUse.AddFirst(new Open(segment, handle)));
            if (_open.Count > filesMax) Close(_byUse.Last!.Value.Segment);
            return handle;
        }
    }

    public void Close(Segment segment)
    {
        lock (_gate)
        {
            if (!_open.Remove(segment, out LinkedListNode<Open>? node)) return;
            _byUse.Remove(node);
            node.Value.Handle.Dispose();
            segment.Index.Unload();
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            foreach (Open open in _byUse) open.Handle.Dispose();
            _byUse.Clear();
            _open.Clear();
        }
    }
}
