using System.Runtime.InteropServices;
using Houle.Avro.Binary;
using Houle.Detection.Audience;
using Houle.Events;
using Houle.Streams.Log;
using Houle.Streams.Topology;

namespace Houle.Streams.Observe.Creators;

/// <summary>Tells Select of pages whose comments come in step, so that pods are found across partitions.</summary>
/// <remarks>At most one record for sixteen comments of a page that <see cref="PodWatch"/> watches, some 400 bytes.</remarks>
internal sealed class PodWriter(CreatorTable table, AudienceQualityWriter qualities, int partition)
{
    private static readonly TopicPartition To = new(TopicNames.Candidates, 0);

    private readonly ByteBuffer _quality = new(512);

    public void Write(int row, long asOfMs, CommitBatch commit)
    {
        _quality.Clear();
        qualities.Of(row, asOfMs, Anomaly.None, cohort: -1, pod: null).WriteSingleObject(_quality);
        new PodCandidate
        {
            AsOfMs = asOfMs, Partition = partition, Quality = _quality.Written,
            Commenters = MemoryMarshal.AsBytes(new ReadOnlySpan<PodSketch>(in table.Pod(row))),
        }.WriteSingleObject(commit.Begin(To, CommitBatch.StampAtCommit, table.Id(row)));
        commit.End();
    }
}
