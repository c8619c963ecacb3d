using System.Text;
using Houle.Avro.Binary;
using Houle.Events;
using Houle.Streams.Log;

namespace Houle.Ingest.Sessions;

/// <summary>How far a session has committed, kept in houle.ingest-changelog beside what it wrote.</summary>
/// <param name="Rows">Merged rows whose outcome is committed.</param>
/// <param name="StartedAtMs">When the session first started.</param>
internal readonly record struct SessionPosition(long Rows, long StartedAtMs, bool Done)
{
    public static TopicPartition Partition { get; } = new(IngestSession.ChangelogTopic, 0);

    /// <summary>The session's last position, or null when it never committed.</summary>
    public static SessionPosition? Find(ILog log, string session)
    {
        byte[] key = Encoding.ASCII.GetBytes(session);
        SessionPosition? found = null;
        RecordBatch batch = new();
        OffsetRange range = log.Range(Partition);
        for (long offset = range.Start; offset < range.End;)
        {
            int count = log.Read(Partition, offset, batch);
            if (count == 0) break;
            for (int i = 0; i < count; i++)
            {
                RecordView record = batch[i];
                if (!record.Key.SequenceEqual(key)) continue;
                IngestPosition position = IngestPosition.Read(SingleObject.Body(record.Value));
                found = new SessionPosition(position.Rows, position.StartedAtMs, position.Done);
            }

            offset = batch[count - 1].Offset + 1;
        }

        return found;
    }

    public void Write(string session, CommitBatch to)
    {
        byte[] key = Encoding.ASCII.GetBytes(session);
        IngestPosition position = new()
        {
            Session = key,
            Rows = Rows,
            StartedAtMs = StartedAtMs,
            Done = Done,
        };
        position.WriteSingleObject(to.Begin(Partition, CommitBatch.StampAtCommit, key));
        to.End();
    }
}
