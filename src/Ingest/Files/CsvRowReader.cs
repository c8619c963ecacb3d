using System.Text;
using System.Text.Unicode;

namespace Houle.Ingest.Files;

/// <summary>Reads CSV (RFC 4180) with a header: CRLF or LF, quoted separators and newlines, a byte order mark.</summary>
/// <remarks>Ours because each row must keep its original bytes and its line for the dead letters, and values must stay
/// UTF-8 (docs/decisions/csv-reader.md). Stricter than most: a row whose number of columns is not the header's, or
/// with text after a closing quote, is a row with a fault.</remarks>
public sealed class CsvRowReader : TextRowReader
{
    private readonly byte _separator;
    private readonly int[] _slotOfColumn;
    private bool _quoted;

    /// <param name="columns">Names of the columns wanted, in the order of <see cref="Row.Columns"/>.</param>
    /// <exception cref="IngestException">No header, a column that it lacks or has twice, or another encoding.</exception>
    public CsvRowReader(
        InputFile file, IReadOnlyList<string> columns, byte separator = (byte)',', Action<long>? onBytes = null)
        : base(file, onBytes)
    {
        _separator = separator;
        _slotOfColumn = [];
        _slotOfColumn = ReadHeader(columns);
    }

    /// <summary>Names of all columns of the file, in its order.</summary>
    public IReadOnlyList<string> Header { get; private set; } = [];

    private protected override int RowLength(out bool whole)
    {
        int length = LineLength(out whole);
        _quoted = Window.Unread[..length].Contains((byte)'"');
        if (!_quoted) return length;

        // The line end may stand inside quotes: look for the row's true end, reading on as far as the window allows.
        while ((length = QuotedRowLength(Window.Unread)) < 0)
        {
            if (Window.Fill()) continue;
            whole = false;
            return Window.Unread.Length;
        }

        whole = Window.Damage is null || length < Window.Unread.Length || Window.Unread[length - 1] == '\n';
        return length;
    }

    private protected override void Split(Row row)
    {
        if (_quoted) SplitQuoted(row);
        else SplitPlain(row);
    }

    private void SplitPlain(Row row)
    {
        ReadOnlySpan<byte> raw = row.Raw;
        int column = 0;
        int start = 0;
        while (true)
        {
            int length = raw[start..].IndexOf(_separator);
            bool last = length < 0;
            if (last) length = raw.Length - start;
            if (column < _slotOfColumn.Length && _slotOfColumn[column] is >= 0 and int slot)
                row.Columns[slot] = new ColumnSlice(start, length);
            column++;
            if (last) break;
            start += length + 1;
        }

        CheckCount(row, column);
    }

    private void SplitQuoted(Row row)
    {
        int column = 0;
        int at = 0;
        while (true)
        {
            int slot = column < _slotOfColumn.Length ? _slotOfColumn[column] : -1;
            ReadOnlySpan<byte> raw = row.Raw;
            ColumnSlice value;
            if (at < raw.Length && raw[at] == '"')
            {
                int close = ClosingQuote(raw, at + 1, out bool escaped);
                value = new ColumnSlice(at + 1, close - at - 1);
                at = close + 1;
                if (at < raw.Length && raw[at] != _separator)
                {
                    row.Fault = Unreadable(row.Line, $"column {column + 1} goes on after its closing quote");
                    return;
                }

                if (escaped && slot >= 0) value = Unescape(row, value);
            }
            else
            {
                int length = raw[at..].IndexOf(_separator);
                value = new ColumnSlice(at, length < 0 ? raw.Length - at : length);
                at += value.Length;
            }

            if (slot >= 0) row.Columns[slot] = value;
            column++;
            if (at >= row.RawLength) break;
            at++;
        }

        CheckCount(row, column);
    }

    private void CheckCount(Row row, int columns)
    {
        if (columns != _slotOfColumn.Length && _slotOfColumn.Length > 0)
        {
            row.Fault = Unreadable(
                row.Line, $"the row has {columns} columns and the header {_slotOfColumn.Length}");
        }
    }

    private static ColumnSlice Unescape(Row row, ColumnSlice value)
    {
        int start = row.Bytes.Length;
        Span<byte> room = row.Bytes.GetSpan(value.Length);
        ReadOnlySpan<byte> text = row.Bytes.Written.Slice(value.Start, value.Length);
        int written = 0;
        for (int i = 0; i < text.Length; i++)
        {
            room[written++] = text[i];
            if (text[i] == '"') i++;
        }

        row.Bytes.Advance(written);
        return new ColumnSlice(start, written);
    }

    /// <summary>Index of the quote that closes a field, or of the end when there is none.</summary>
    private static int ClosingQuote(ReadOnlySpan<byte> text, int from, out bool escaped)
    {
        escaped = false;
        while (true)
        {
            int quote = text[from..].IndexOf((byte)'"');
            if (quote < 0) return text.Length;
            quote += from;
            if (quote + 1 >= text.Length || text[quote + 1] != '"') return quote;
            escaped = true;
            from = quote + 2;
        }
    }

    /// <summary>Length of a row with quotes, its line end included, or -1 when its end is not there.</summary>
    private int QuotedRowLength(ReadOnlySpan<byte> text)
    {
        int at = 0;
        while (at < text.Length)
        {
            if (text[at] == '"')
            {
                at = ClosingQuote(text, at + 1, out _);
                if (at >= text.Length) return -1;
                // A quote that is the last byte so far may be the first of two.
                if (at + 1 == text.Length && !Window.Ended) return -1;
            }

            int next = text[at..].IndexOfAny(_separator, (byte)'\n');
            if (next < 0) return Window.Ended ? text.Length : -1;
            at += next + 1;
            if (text[at - 1] == '\n') return at;
        }

        return Window.Ended ? at : -1;
    }

    private int[] ReadHeader(IReadOnlyList<string> columns)
    {
        if (Window.Unread.IsEmpty)
        {
            throw new IngestException(Window.Damage is null
                ? $"{File.Path}:1: the file is empty; it needs a header line"
                : $"{File.Path}:1: the file is damaged from its beginning on ({Window.Damage})");
        }

        int length = RowLength(out bool whole);
        ReadOnlySpan<byte> line = Window.Unread[..length];
        if (!whole || !Utf8.IsValid(line))
        {
            throw new IngestException(
                $"{File.Path}:1: the header cannot be read as UTF-8 text of at most 1 MiB; is it another encoding, or binary?");
        }

        if (line.TrimEnd("\r\n"u8).Contains((byte)'\r'))
            throw new IngestException($"{File.Path}:1: lines end in CR alone; convert them to LF (tr '\\r' '\\n')");

        List<string> names = HeaderNames(line.TrimEnd("\r\n"u8));
        Header = names;
        Advance(length);
        int[] slots = new int[names.Count];
        Array.Fill(slots, -1);
        for (int slot = 0; slot < columns.Count; slot++)
        {
            int index = names.IndexOf(columns[slot]);
            if (index < 0)
            {
                throw new IngestException(
                    $"{File.Path}:1: there is no column '{columns[slot]}'; the header has {string.Join(", ", names)}");
            }

            if (names.LastIndexOf(columns[slot]) != index)
                throw new IngestException($"{File.Path}:1: the header has the column '{columns[slot]}' twice");
            slots[index] = slot;
        }

        return slots;
    }

    private List<string> HeaderNames(ReadOnlySpan<byte> line)
    {
        List<string> names = [];
        int at = 0;
        while (at <= line.Length)
        {
            ReadOnlySpan<byte> rest = line[at..];
            if (rest is [(byte)'"', ..])
            {
                int close = ClosingQuote(rest, 1, out _);
                names.Add(Encoding.UTF8.GetString(rest[1..Math.Min(close, rest.Length)]).Replace("\"\"", "\""));
                at += close + 2;
            }
            else
            {
                int next = rest.IndexOf(_separator);
                if (next < 0) next = rest.Length;
                names.Add(Encoding.UTF8.GetString(rest[..next]).Trim());
                at += next + 1;
            }
        }

        return names;
    }
}
