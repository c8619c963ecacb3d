using Houle.Sinks.Client;
using Houle.Streams.Log;
using Microsoft.Extensions.Logging;

namespace Houle.Sinks.Sink;

/// <summary>Writes windows, accounts, dead letters, trends, alerts and feedback into their ClickHouse tables.</summary>
/// <remarks>
/// One thread a table. An outage of ClickHouse stops nothing upstream: the topics are the buffer, the sink tries until it
/// is over. The topics and the tables (<see cref="Schema.SchemaMigrator"/>) exist before the sink is made. Each row carries
/// its run, log_id, partition, offset and row. Partitions added to a topic are read after a restart.
/// </remarks>
public sealed class ClickHouseSink
{
    private readonly SinkWorker[] _workers;

    /// <exception cref="UnknownTopicException">One of the topics does not exist.</exception>
    public ClickHouseSink(
        ILog log, ClickHouseClient client, ClickHouseSinkOptions options, ILogger logger, TimeProvider time)
    {
        options.Check();
        _workers =
        [
            .. SinkTable.All.Select(table => new SinkWorker(
                log, table, new BlockSender(client, table, options, logger, time), options, logger, time)),
        ];
    }

    /// <summary>Rows that this sink has inserted since it was made, those of a block found half-sent included.</summary>
    public long RowsWritten => _workers.Sum(worker => worker.RowsWritten);

    /// <summary>Records that are in the topics and not yet in the tables.</summary>
    public long Lag => _workers.Sum(worker => worker.Lag);

    /// <summary>What each table's part of the sink has done.</summary>
    public IReadOnlyList<SinkTableStatus> Tables =>
        [.. _workers.Select(worker => new SinkTableStatus(
            worker.Table.Table, worker.RowsWritten, worker.BlocksWritten, worker.Unreadable, worker.Retries, worker.Lag))];

    /// <summary>Runs until cancelled; the task then completes. It fails when a table's sink cannot go on, and the others end too.</summary>
    /// <exception cref="SinkException">Rows were changed by another hand, or the topic lost records.</exception>
    /// <exception cref="ProducerFencedException">Another process has taken the sink over.</exception>
    public async Task RunAsync(CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        Task[] threads = [.. _workers.Select(worker => Task.Factory.StartNew(
            () => worker.Run(stop.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        await Task.WhenAny(threads).ConfigureAwait(false);
        await stop.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(threads).ConfigureAwait(false);
    }

    /// <summary>Returns when every record below the given offsets is in its table; meanwhile blocks are sent without waiting for more rows.</summary>
    /// <param name="ends">Offsets by partition; partitions that are absent are not waited for. Null: the ends of now.</param>
    /// <exception cref="InvalidOperationException">The sink ended first.</exception>
    public Task DrainAsync(IReadOnlyDictionary<TopicPartition, long>? ends = null, CancellationToken cancel = default) =>
        Task.WhenAll(_workers.Select(worker => worker.DrainAsync(ends ?? worker.Ends, cancel)));
}

/// <summary>What one table's part of the sink has done since it was made.</summary>
/// <param name="Rows">Rows inserted.</param>
/// <param name="Blocks">Blocks inserted.</param>
/// <param name="Unreadable">Records left out because they cannot be read; each was logged.</param>
/// <param name="Retries">Tries that ClickHouse did not acknowledge.</param>
/// <param name="Lag">Records in the topic and not yet in the table.</param>
public sealed record SinkTableStatus(string Table, long Rows, long Blocks, long Unreadable, long Retries, long Lag);
