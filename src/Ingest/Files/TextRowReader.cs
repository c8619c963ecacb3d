using System.Text.Unicode;

namespace Houle.Ingest.Files;

/// <summary>What CSV and JSON lines share: UTF-8 only, bounded rows, and damage as one last row with a fault.</summary>
public abstract class TextRowReader : RowReader
{
    private readonly ByteWindow _window;
    private bool _damageReported;

    private protected TextRowReader(InputFile file, Action<long>? onBytes)
    {
        File = file;
        _window = new ByteWindow(file.Open(onBytes), RowBytesMax);
        while (_window.Unread.Length < 4096 && _window.Fill()) { }
        _window.Consume(file.CheckEncoding(_window.Unread));
    }

    private protected InputFile File { get; }

    private protected ByteWindow Window => _window;

    /// <summary>Line of the first unread byte.</summary>
    private protected long Line { get; set; } = 1;

    private protected long Rows { get; set; }

    public override bool Read(Row into)
    {
        while (true)
        {
            if (Window.Unread.IsEmpty && !Window.Fill()) return ReadDamage(into);
            if (!SkipBlankLine()) break;
        }

        int length = RowLength(out bool whole);
        if (!whole && Window.Ended && Window.Damage is not null) return ReadDamage(into);
        if (!whole) return ReadRefused(into, "a row is longer than 1 MiB, or a quote is never closed");

        into.Begin(WithoutEnd(Window.Unread[..length]), ++Rows, Line);
        Advance(length);
        if (!Utf8.IsValid(into.Raw)) into.Fault = Unreadable(into.Line, "the row is not UTF-8");
        else Split(into);
        return true;
    }

    /// <summary>Length of the next row with its line end.</summary>
    /// <param name="whole">False when its end is not in the window and cannot be brought there.</param>
    private protected abstract int RowLength(out bool whole);

    /// <summary>Finds the columns of a row whose original bytes are in place, or sets its fault.</summary>
    private protected abstract void Split(Row row);

    /// <summary>Length of the next line with its end; false in <paramref name="whole"/> when it is too long, or cut off by
    /// damage. The last line needs no end.</summary>
    private protected int LineLength(out bool whole)
    {
        int scanned = 0;
        while (true)
        {
            int end = Window.Unread[scanned..].IndexOf((byte)'\n');
            if (end >= 0)
            {
                whole = true;
                return scanned + end + 1;
            }

            scanned = Window.Unread.Length;
            if (Window.Fill()) continue;
            whole = Window.Ended && Window.Damage is null;
            return scanned;
        }
    }

    private protected RowFault Unreadable(long line, string what) =>
        new(RowFault.Unreadable, $"{File.Name}:{line}: {what}");

    /// <summary>One line is refused and reading goes on after it, so that a stray quote costs one row, not the file.</summary>
    private bool ReadRefused(Row into, string what)
    {
        int length = LineLength(out bool whole);
        into.Begin(WithoutEnd(Window.Unread[..length]), ++Rows, Line);
        into.Fault = Unreadable(Line, what);
        Advance(length);
        while (!whole && (!Window.Unread.IsEmpty || Window.Fill()))
        {
            length = LineLength(out whole);
            Advance(length);
        }

        return true;
    }

    /// <summary>What a damaged file still held of its last row, once.</summary>
    private bool ReadDamage(Row into)
    {
        if (Window.Damage is null || _damageReported) return false;
        _damageReported = true;
        into.Begin(Window.Unread, ++Rows, Line);
        into.Fault = new RowFault(
            RowFault.Truncated,
            $"{File.Name}:{Line}: the file is damaged from here on ({Window.Damage}); the rows before it count");
        Window.Consume(Window.Unread.Length);
        return true;
    }

    private bool SkipBlankLine()
    {
        ReadOnlySpan<byte> unread = Window.Unread;
        if (unread[0] == '\r' && unread.Length == 1) Window.Fill();
        unread = Window.Unread;
        int length = unread[0] == '\n' ? 1 : unread is [(byte)'\r', (byte)'\n', ..] ? 2 : 0;
        Window.Consume(length);
        Line += length > 0 ? 1 : 0;
        return length > 0;
    }

    private protected void Advance(int length)
    {
        Line += Window.Unread[..length].Count((byte)'\n');
        Window.Consume(length);
    }

    private static ReadOnlySpan<byte> WithoutEnd(ReadOnlySpan<byte> row)
    {
        if (row is [.., (byte)'\n']) row = row[..^1];
        if (row is [.., (byte)'\r']) row = row[..^1];
        return row;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _window.Dispose();
    }
}
