using System.Text;
using Houle.Avro.Binary;
using Houle.Events;
using Houle.Streams.Log;

namespace Houle.Ingest.Sessions;

/// <summary>The positions of all sessions, as houle.ingest-changelog holds them: every commit adds one, and the last word on each
/// session is written again, and the rest trimmed, when they have become many.</summary>
/// <remarks>Sessions of several processes may run at once. A session's rows only rise, so the highest position counts: one that was
/// written again beside a commit of its owner does not set it back.</remarks>
internal sealed class SessionLedger
{
    /// <summary>Sessions that are remembered; past it those that were done the longest ago are forgotten, and would be done again.</summary>
    public const int SessionsMax = 100_000;

    /// <summary>Records, beside twice the sessions, from which on the changelog is written anew: some commits' worth.</summary>
    public const int SpareRecordsMax = 1_000;

    private readonly Dictionary<string, (SessionPosition Position, long Offset)> _sessions = new(StringComparer.Ordinal);
    private readonly long _end;
    private long _records;

    public SessionLedger(ILog log)
    {
        OffsetRange range = log.Range(SessionPosition.Partition);
        _end = range.End;
        log.Scan(SessionPosition.Partition, range, (scoped in RecordView record) =>
        {
            _records++;
            if (!record.IsTombstone) Take(IngestPosition.Read(SingleObject.Body(record.Value)), record.Offset);
            else _sessions.Remove(Encoding.ASCII.GetString(record.Key));
        });
    }

    /// <summary>The session's position, or null when it never committed.</summary>
    public SessionPosition? Find(string session) => _sessions.TryGetValue(session, out var known) ? known.Position : null;

    /// <summary>Makes the changelog short again where it has become long.</summary>
    public void Tidy(ILogProducer producer)
    {
        if (_records <= (2 * Math.Min(_sessions.Count, SessionsMax)) + SpareRecordsMax) return;
        CommitBatch commit = new();
        var byAge = _sessions.OrderBy(session => session.Value.Offset).ToList();
        int tooMany = Math.Max(0, byAge.Count - SessionsMax);
        foreach ((string session, (SessionPosition position, _)) in byAge)
        {
            if (tooMany > 0 && position.Done) tooMany--;
            else position.Write(session, commit);
        }

        commit.TrimBefore(SessionPosition.Partition, _end);
        producer.Commit(commit);
    }

    private void Take(in IngestPosition record, long offset)
    {
        string session = Encoding.ASCII.GetString(record.Session);
        SessionPosition position = new(record.Rows, record.StartedAtMs, record.Done);
        if (_sessions.TryGetValue(session, out var known) && (known.Position.Done || known.Position.Rows > position.Rows)) position = known.Position;
        _sessions[session] = (position, offset);
    }
}
