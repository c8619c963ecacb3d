using Houle.Avro.Binary;
using Houle.Ingest.Feeds;
using Houle.Ingest.Files;
using Houle.Ingest.Mapping;
using Houle.Ingest.Merge;

namespace Houle.Ingest.Sessions;

/// <summary>All rows of a session's files with their times, in file order.</summary>
/// <remarks>A row whose time is missing, malformed, before 2000 or more than an hour after the session's start gets a
/// fault here, and with it the time of the row before it.</remarks>
internal sealed class InputRows : IDisposable
{
    private readonly IReadOnlyList<(InputFile File, FeedDefinition Feed)> _inputs;
    private readonly long _timeMaxMs;
    private RowReader? _reader;
    private Row _row = new(0);
    private long _lastMs;
    private long _bytesBefore;
    private long _bytesHere;

    public InputRows(IReadOnlyList<(InputFile File, FeedDefinition Feed)> inputs, long startedAtMs)
    {
        _inputs = inputs;
        _timeMaxMs = startedAtMs + RowTime.FutureMaxMs;
    }

    /// <summary>Position on disk over all files.</summary>
    public long BytesRead => _bytesBefore + _bytesHere;

    public long RowsRead { get; private set; }

    /// <summary>Which input the row comes from.</summary>
    public int File { get; private set; } = -1;

    public Row Row => _row;

    /// <summary>What rows are merged by: their time, or that of their arrival where the feed has one.</summary>
    public long TimeMs => _lastMs;

    public bool Next()
    {
        while (_reader is null || !_reader.Read(_row))
        {
            if (!OpenNext()) return false;
        }

        RowsRead++;
        if (_row.Fault is null) _row.Fault = TakeTime(_inputs[File].Feed);
        return true;
    }

    private bool OpenNext()
    {
        _reader?.Dispose();
        _reader = null;
        if (File >= 0) _bytesBefore += _inputs[File].File.Bytes;
        _bytesHere = 0;
        if (File + 1 >= _inputs.Count) return false;
        (InputFile file, FeedDefinition feed) = _inputs[++File];
        _reader = Open(file, feed, bytes => _bytesHere = bytes);
        _row = new Row(feed.Columns.Count);
        _lastMs = long.MinValue;
        return true;
    }

    private static RowReader Open(InputFile file, FeedDefinition feed, Action<long> onBytes) => feed.Format switch
    {
        FeedFormat.JsonLines => new JsonRowReader(file, feed.Columns, onBytes),
        FeedFormat.Avro => new AvroRowReader(file, feed.Columns, onBytes),
        _ => new CsvRowReader(file, feed.Columns, feed.Separator, onBytes),
    };

    private RowFault? TakeTime(FeedDefinition feed)
    {
        if (RowTime.Fault(_row, feed, _timeMaxMs, out long timeMs) is { } fault) return fault with { Detail = At(fault.Detail) };
        if (feed.ArrivedColumn >= 0 && !feed.Time.TryParse(_row.Value(feed.ArrivedColumn), out timeMs))
        {
            string shown = FieldFiller.Shown(_row.Value(feed.ArrivedColumn));
            return new RowFault(RowFault.Invalid, At($"the time of arrival {shown} is not as the feed says ({feed.Time.Format})"));
        }

        _lastMs = timeMs;
        return null;
    }

    private string At(string what) => $"{_inputs[File].File.Name}:{_row.Line}: {what}";

    public void Dispose() => _reader?.Dispose();
}

/// <summary>The rows in file order, as if they were sorted: for sessions that take them as they are.</summary>
internal sealed class RowsAsTheyAre(InputRows input) : ISortedRows
{
    private readonly ByteBuffer _bytes = new(4096);

    public bool Next(out long timeMs, out ReadOnlySpan<byte> row)
    {
        bool more = input.Next();
        timeMs = more ? input.TimeMs : 0;
        _bytes.Clear();
        if (more) MergedRow.Write(input.Row, input.File, _bytes);
        row = _bytes.Written;
        return more;
    }
}
