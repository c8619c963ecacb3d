using Houle.Avro.Binary;
using Houle.Streams.Log;
using Microsoft.Extensions.Logging;

namespace Houle.Sinks.Sink;

/// <summary>A stretch of one topic partition as the bytes of one INSERT; the sink has two, and fills one while the other
/// is on its way.</summary>
internal sealed partial class SinkBlock(SinkTable table, ClickHouseSinkOptions options, ILog log, ILogger logger)
{
    private readonly TableRows _rows = table.CreateRows();
    private readonly RecordBatch _records = new();
    private readonly byte[] _run = System.Text.Encoding.UTF8.GetBytes(options.Run);
    private readonly HashSet<long> _unreadable = [];

    public TopicPartition Partition { get; private set; }

    public SinkPlanState Plan { get; private set; }

    public string Token => table.Token(options.Run, Partition.Partition, Plan);

    public ByteBuffer Bytes { get; } = new(64 << 10);

    public int Rows => _rows.Rows;

    /// <summary>Records that were left out because they cannot be read.</summary>
    public int Unreadable => _unreadable.Count;

    public IReadOnlyDictionary<int, int> RowsByPart => _rows.RowsByPart;

    /// <summary>Takes records from <paramref name="first"/> on until the block is full or the partition ends.</summary>
    /// <param name="unreadable">Records before <paramref name="first"/> that could not be read.</param>
    /// <returns>False when there was no record.</returns>
    public bool Fill(TopicPartition partition, string logId, long first, long unreadable = 0)
    {
        bool isAny = Build(partition, new SinkPlanState(logId, first, long.MaxValue, 0), null);
        Plan = Plan with { Unreadable = unreadable + _unreadable.Count };
        return isAny;
    }

    /// <summary>Builds a planned block again.</summary>
    /// <param name="onlyParts">When not null, rows of other table partitions are left out.</param>
    public void Rebuild(TopicPartition partition, SinkPlanState plan, IReadOnlySet<int>? onlyParts)
    {
        Build(partition, plan, onlyParts);
        if (Plan.Last != plan.Last)
            throw new SinkException($"{partition} ends at offset {Plan.Last}, and the sink had planned a block up to {plan.Last}: the topic lost records");
    }

    /// <summary>The same block under the next token.</summary>
    public void RaiseAttempt() => Plan = Plan with { Attempt = Plan.Attempt + 1 };

    private bool Build(TopicPartition partition, SinkPlanState plan, IReadOnlySet<int>? onlyParts)
    {
        byte[] logId = System.Text.Encoding.UTF8.GetBytes(plan.LogId);
        Partition = partition;
        _rows.OnlyParts = onlyParts;
        _unreadable.Clear();
        long next;
        do
        {
            _rows.Clear();
            next = Read(partition, logId, plan);
        }
        while (!_rows.IsWhole);

        Plan = plan with { Last = next - 1 };
        Bytes.Clear();
        if (next > plan.First) _rows.WriteTo(Bytes);
        return next > plan.First;
    }

    /// <returns>The offset after the last record taken.</returns>
    private long Read(TopicPartition partition, byte[] logId, SinkPlanState plan)
    {
        long next = plan.First;
        while (next <= plan.Last && log.Read(partition, next, _records) > 0)
        {
            for (int i = 0; i < _records.Count && next <= plan.Last; i++)
            {
                RecordView record = _records[i];
                next = record.Offset + 1;
                if (record.IsTombstone || _unreadable.Contains(record.Offset)) continue;
                if (!TryAppend(partition, record, logId)) return next;
                // A planned block ends where it was planned to, whatever the limits are now.
                if (plan.Last == long.MaxValue && (_rows.Rows >= options.RowsMax || _rows.Bytes >= options.BytesMax)) return next;
            }
        }

        return next;
    }

    /// <returns>False when the record left the block torn.</returns>
    private bool TryAppend(TopicPartition partition, in RecordView record, byte[] logId)
    {
        try
        {
            _rows.Append(record, _run, logId, partition.Partition);
            return true;
        }
        catch (Exception e) when (e is AvroException or SinkRecordException)
        {
            _unreadable.Add(record.Offset);
            LogUnreadable(partition, record.Offset, e.Message);
            return _rows.IsWhole;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Partition} offset {Offset} is left out of ClickHouse: the record {Problem}")]
    private partial void LogUnreadable(TopicPartition partition, long offset, string problem);
}
