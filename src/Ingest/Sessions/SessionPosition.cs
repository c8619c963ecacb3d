using System.Text;
using Houle.Events;
using Houle.Streams.Log;

namespace Houle.Ingest.Sessions;

/// <summary>How far a session has committed, kept in houle.ingest-changelog beside what it wrote.</summary>
/// <param name="Rows">Merged rows whose outcome is committed.</param>
/// <param name="StartedAtMs">When the session first started.</param>
internal readonly record struct SessionPosition(long Rows, long StartedAtMs, bool Done)
{
    public static TopicPartition Partition { get; } = new(IngestSession.ChangelogTopic, 0);

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
