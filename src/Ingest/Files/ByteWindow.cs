using ICSharpCode.SharpZipLib;

namespace Houle.Ingest.Files;

/// <summary>A sliding view over a stream, bounded; damage in the stream ends it instead of throwing.</summary>
/// <param name="stream">Read to its end; disposed with the window.</param>
/// <param name="bytesMax">The most unread bytes it holds: the longest row that can be seen whole.</param>
internal sealed class ByteWindow(Stream stream, int bytesMax) : IDisposable
{
    /// <summary>Bytes asked for at once. Few, because an unpacker that meets damage keeps what it had unpacked for this
    /// request to itself.</summary>
    private const int ReadBytes = 512;

    private byte[] _bytes = new byte[Math.Min(bytesMax, 256 << 10)];
    private int _start;
    private int _end;

    /// <summary>Nothing follows what <see cref="Unread"/> holds.</summary>
    public bool Ended { get; private set; }

    /// <summary>Why the stream broke off, or null.</summary>
    public string? Damage { get; private set; }

    public ReadOnlySpan<byte> Unread => _bytes.AsSpan(_start, _end - _start);

    public void Consume(int count) => _start += count;

    /// <summary>Reads more behind what is unread.</summary>
    /// <returns>False when the stream has ended or the window is full.</returns>
    public bool Fill()
    {
        if (Ended) return false;
        if (_start > 0 && (_start == _end || _end == _bytes.Length))
        {
            Unread.CopyTo(_bytes);
            _end -= _start;
            _start = 0;
        }

        if (_end == _bytes.Length)
        {
            if (_bytes.Length >= bytesMax) return false;
            Array.Resize(ref _bytes, Math.Min(bytesMax, _bytes.Length * 2));
        }

        int read = ReadOrEnd(_bytes.AsSpan(_end));
        _end += read;
        Ended = read == 0;
        return read > 0;
    }

    private int ReadOrEnd(Span<byte> into)
    {
        try
        {
            return stream.Read(into[..Math.Min(into.Length, ReadBytes)]);
        }
        catch (Exception e) when (e is SharpZipBaseException or IOException or InvalidDataException)
        {
            Damage = e.Message;
            return 0;
        }
    }

    public void Dispose() => stream.Dispose();
}
