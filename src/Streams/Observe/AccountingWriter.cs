using System.Text;
using Houle.Events;
using Houle.Streams.Log;
using Houle.Streams.Topology;

namespace Houle.Streams.Observe;

/// <summary>Writes a partition's accounts to houle.accounting, one record an event hour.</summary>
internal sealed class AccountingWriter(TopologyOptions options, Events.Stream stream, TopicPartition source)
{
    private readonly byte[] _source = Encoding.UTF8.GetBytes(source.Topic);

    private readonly TopicPartition _to = new(TopicNames.Accounting, source.Partition % options.ResultPartitions);

    /// <summary>Writes and empties the ledger.</summary>
    public void Write(AccountingLedger ledger, CommitBatch commit)
    {
        for (int row = 0; row < ledger.Count; row++)
        {
            (long hourMs, HourAccount account) = ledger[row];
            Accounting record = new()
            {
                Stream = stream,
                Source = _source,
                Partition = source.Partition,
                HourMs = hourMs,
                ReadValue = account.Read,
                Accepted = account.Accepted,
                Late = account.Late,
                Duplicates = account.Duplicates,
                DeadLettered = account.DeadLettered,
                Other = account.Other,
                AcceptedWeight = account.AcceptedWeight,
                LeafWeight = account.LeafWeight,
            };
            record.WriteSingleObject(commit.Begin(_to, CommitBatch.StampAtCommit, _source));
            commit.End();
        }

        ledger.Clear();
    }
}
