using System.Text;
using Houle.Events;
using Houle.Streams.Log;
using Houle.Streams.Topology;

namespace Houle.Streams.Observe;

/// <summary>Writes what could not be counted to houle.dead-letters: original bytes, reason, position.</summary>
internal sealed class DeadLetters(TopologyOptions options, Events.Stream stream, TopicPartition source)
{
    // A letter must fit where its record did not: together they are far below any log's limit of a record.
    private const int ValueBytesMax = 65_536, KeyBytesMax = 4_096;

    private readonly byte[] _source = Encoding.UTF8.GetBytes(source.Topic);

    private readonly TopicPartition _to = new(
        TopicNames.DeadLetters, source.Partition % options.ResultPartitions);

    public void Write(in RecordView record, string reason, string detail, CommitBatch commit)
    {
        DeadLetter letter = new()
        {
            Stream = stream,
            Reason = Encoding.UTF8.GetBytes(reason),
            Detail = Encoding.UTF8.GetBytes(detail),
            Source = _source,
            Partition = source.Partition,
            Position = record.Offset,
        };
        if (record.HasKey) letter.Key = record.Key[..Math.Min(record.Key.Length, KeyBytesMax)];
        if (!record.IsTombstone) letter.Value = record.Value[..Math.Min(record.Value.Length, ValueBytesMax)];
        letter.WriteSingleObject(commit.Begin(_to, CommitBatch.StampAtCommit, _source));
        commit.End();
    }
}
