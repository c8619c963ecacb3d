using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Houle.Avro.Binary;
using Houle.Ingest.Feeds;
using Houle.Ingest.Files;
using Houle.Ingest.Mapping;
using Houle.Ingest.Merge;
using Houle.Ingest.Privacy;
using Houle.Streams.Log;

namespace Houle.Ingest.Sessions;

/// <summary>One pass of a session over its rows: maps them, counts them, and cuts them into commits.</summary>
internal sealed class SessionRun
{
    private const long WindowMs = 60_000;
    private const int UnknownNamesShown = 20;
    private readonly string _id;
    private readonly (InputFile File, FeedDefinition Feed)[] _inputs;
    private readonly IngestOptions _options;
    private readonly SessionPosition _start;
    private readonly InputRows _input;
    private readonly Action<IngestProgress>? _onProgress;
    private readonly CancellationToken _cancel;
    private readonly SessionWriter _writer;
    private readonly UnknownNames _unknown = new();
    private readonly RowMapper[] _mappers;
    private readonly Tally[] _tallies;
    private readonly byte[][] _idPrefixes;
    private readonly bool _byTime; // rows come in order of event time, so that what is reached is behind nobody
    private readonly ByteBuffer _derivedId = new(64);
    private long _rows;
    private long _firstMs;
    private long _reachedMs;

    public SessionRun(
        string id, (InputFile File, FeedDefinition Feed)[] inputs, IngestOptions options, ILogProducer producer,
        SessionPosition start, InputRows input, Action<IngestProgress>? onProgress, CancellationToken cancel)
    {
        _id = id;
        _inputs = inputs;
        _options = options;
        _start = start;
        _input = input;
        _onProgress = onProgress;
        _cancel = cancel;
        _writer = new SessionWriter(
            producer, options.Streams.Where(s => !s.Foreign && inputs.Any(i => i.Feed.Shape.Stream == s.Stream)),
            options.SchemaIds is { } ids ? new RegistryFraming(ids) : null);

        // Files of one feed share a mapper: a total goes on from one file to the next.
        PlaceResolver places = new(options.Gazetteer, _unknown);
        Pseudonyms pseudonyms = new(options.Keys);
        Dictionary<FeedDefinition, (RowMapper, Tally)> feeds = inputs.Select(i => i.Feed).Distinct().ToDictionary(
            f => f, f => (new RowMapper(f, places, options.Catalogue, pseudonyms, options.Segments), new Tally()));
        _mappers = [.. inputs.Select(i => feeds[i.Feed].Item1)];
        _tallies = [.. inputs.Select(i => feeds[i.Feed].Item2)];
        _idPrefixes = [.. inputs.Select(i => IdPrefix(i.File, i.Feed))];
        _byTime = !options.AsIs && inputs.All(i => i.Feed.ArrivedColumn < 0);
    }

    public ISortedRows Sorted(ExternalSort sort)
    {
        while (_input.Next())
        {
            sort.Add(_input.TimeMs, _input, static (input, to) => MergedRow.Write(input.Row, input.File, to));
            if (_input.RowsRead % _options.CommitRows != 0) continue;
            _cancel.ThrowIfCancellationRequested();
            Tell();
        }

        return sort.Finish();
    }

    public IngestReport Write(ISortedRows rows)
    {
        int inCommit = 0;
        while (rows.Next(out long timeMs, out ReadOnlySpan<byte> bytes))
        {
            Take(new MergedRow(timeMs, bytes));
            _rows++;
            if (++inCommit < _options.CommitRows) continue;
            Cut(isLast: false);
            inCommit = 0;
        }

        Cut(isLast: true);
        return Report();
    }

    private void Take(in MergedRow row)
    {
        RowMapper mapper = _mappers[row.File];
        Tally tally = _tallies[row.File];
        tally.Rows++;
        if (!row.FaultReason.IsEmpty)
        {
            tally.DeadLettered++;
            _writer.DeadLetter(mapper, row, FileName(row), row.FaultReason, row.FaultDetail, _reachedMs);
            return;
        }

        long timeMs = EventTime(row);
        _firstMs = _firstMs == 0 ? timeMs : Math.Min(_firstMs, timeMs);
        _reachedMs = Math.Max(_reachedMs, timeMs);
        switch (mapper.Map(row, DerivedId(row)))
        {
            case RowOutcome.Event:
                tally.Events++;
                _writer.Event(mapper, timeMs);
                break;
            case RowOutcome.Other:
                tally.Other++;
                _writer.Other(mapper, timeMs);
                break;
            default:
                tally.DeadLettered++;
                byte[] detail = Encoding.UTF8.GetBytes($"{FileName(row)}:{row.Line}: {mapper.Refusal}");
                _writer.DeadLetter(mapper, row, FileName(row), "invalid"u8, detail, timeMs);
                break;
        }
    }

    /// <summary>Ends a commit's rows: writes them, or passes over what an earlier run has written.</summary>
    private void Cut(bool isLast)
    {
        _cancel.ThrowIfCancellationRequested();
        if (_rows <= _start.Rows && !isLast)
        {
            _writer.Skip();
            return;
        }

        // The last commit of an earlier run may hold all rows, with only the end itself missing.
        if (_rows <= _start.Rows) _writer.Skip();
        if (isLast && _reachedMs > 0)
            _writer.Progress(stream => (_reachedMs / WindowMs * WindowMs) + WindowMs + stream.GraceMs);
        else if (_reachedMs > 0 && _byTime)
            _writer.Progress(_ => _reachedMs);
        _writer.Commit(batch => (_start with { Rows = _rows, Done = isLast }).Write(_id, batch));
        Tell();
    }

    /// <summary>A row that is merged by its arrival has its own time in its column: the reader has parsed it before.</summary>
    private long EventTime(in MergedRow row)
    {
        FeedDefinition feed = _inputs[row.File].Feed;
        return feed.ArrivedColumn >= 0 && feed.Time.TryParse(row.Value(feed.TimeColumn), out long timeMs) ? timeMs : row.TimeMs;
    }

    private ReadOnlySpan<byte> DerivedId(in MergedRow row)
    {
        _derivedId.Clear();
        _derivedId.Append(_idPrefixes[row.File]);
        _ = Utf8Formatter.TryFormat(row.Number, _derivedId.GetSpan(20), out int written);
        _derivedId.Advance(written);
        return _derivedId.Written;
    }

    /// <summary>Of a row without an id: the hash of feed and file, and the row's number, which keeps rows apart.</summary>
    private static byte[] IdPrefix(InputFile file, FeedDefinition feed)
    {
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{feed.Name}\n{file.Sha256}"));
        return Encoding.ASCII.GetBytes($"{Convert.ToHexStringLower(hash[..12])}-");
    }

    private string FileName(in MergedRow row) => _inputs[row.File].File.Name;

    private void Tell() => _onProgress?.Invoke(
        new IngestProgress(_input.BytesRead, _inputs.Sum(i => i.File.Bytes), _input.RowsRead, _rows, _reachedMs));

    private IngestReport Report() => new(
        _id, WasDone: false, _start.Rows, _rows, _firstMs, _reachedMs, SpilledRuns: 0,
        _mappers.Distinct().Sum(m => m.ItemsCut), _unknown.Rows, _unknown.Top(UnknownNamesShown),
        [.. _mappers.Distinct().Select(m =>
        {
            Tally tally = _tallies[Array.IndexOf(_mappers, m)];
            return new FeedReport(m.FeedName, m.Shape.Stream, tally.Rows, tally.Events, tally.Other, tally.DeadLettered);
        })]);

    private sealed class Tally
    {
        public long Rows;
        public long Events;
        public long Other;
        public long DeadLettered;
    }
}
