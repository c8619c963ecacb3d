using System.Text;
using Houle.Avro.Binary;
using Houle.Events;
using Houle.Streams.Log;
using Houle.Streams.Topology;

namespace Houle.Ingest.Topics;

/// <summary>What is kept of a stream's feeds beside their offsets: the time announced, and by which keys people were renamed.</summary>
/// <remarks>A record a commit that changes it; the last one counts, and the rest is trimmed.</remarks>
internal sealed class FeedMemory
{
    private readonly TopicPartition _changelog;
    private readonly byte[] _keys;
    private long? _written; // what the last record says
    private bool _hasRecord;
    private long _lastOffset = -1;

    /// <summary>Reads it; the caller has fenced whoever wrote it before.</summary>
    /// <exception cref="IngestException">It was written under other keys of pseudonyms.</exception>
    public FeedMemory(ILog log, StreamOptions stream, string keys)
    {
        _changelog = new TopicPartition(TopicNames.IngestChangelog(stream.Topic), 0);
        _keys = Encoding.ASCII.GetBytes(keys);
        log.EnsureTopic(new TopicDefinition(_changelog.Topic, 1));
        bool sameKeys = true;
        log.ScanLast(_changelog, (scoped in RecordView record) =>
        {
            FeedState state = FeedState.Read(SingleObject.Body(record.Value));
            sameKeys = state.Keys.SequenceEqual(_keys);
            (_written, _hasRecord) = (state.StreamTimeMs, true);
        });
        if (!sameKeys)
        {
            throw new IngestException(
                $"{stream.Topic} was filled under other keys of pseudonyms, so the same people would become others; give every instance " +
                "the same file (privacy.keys_file)");
        }

        SaidMs = _written ?? TopicSource.NoTime;
    }

    /// <summary>The time that the last Progress announced.</summary>
    public long SaidMs { get; set; }

    public void Write(CommitBatch to)
    {
        long? said = SaidMs == TopicSource.NoTime ? null : SaidMs;
        if (_hasRecord && said == _written) return;
        new FeedState { StreamTimeMs = said, Keys = _keys }.WriteSingleObject(to.Begin(_changelog, CommitBatch.StampAtCommit, default));
        to.End();
        if (_lastOffset >= 0) to.TrimBefore(_changelog, _lastOffset);
        (_written, _hasRecord) = (said, true);
    }

    /// <summary>Learns where the commit's record lies: the next one trims what is before it.</summary>
    public void Committed(CommitBatch batch) => _lastOffset = batch.LastOffset(_changelog) ?? _lastOffset;
}
