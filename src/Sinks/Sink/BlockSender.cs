using System.Globalization;
using Houle.Sinks.Client;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;

namespace Houle.Sinks.Sink;

/// <summary>Brings a planned block into its table, once, however often the server or the connection fails.</summary>
/// <remarks>
/// The server turns a block into one part for each month in it, and each part is there whole or not at all. So after
/// anything but an acknowledgement the rows are counted by offset and month, and only the months that are missing are
/// sent again, under the same token. See docs/decisions/sink-first-form.md.
/// </remarks>
internal sealed partial class BlockSender
{
    private readonly ClickHouseClient _client;
    private readonly SinkTable _table;
    private readonly ClickHouseSinkOptions _options;
    private readonly ILogger _logger;
    private readonly ResiliencePipeline _pipeline;
    private bool _isOut;
    private long _retries;

    public BlockSender(
        ClickHouseClient client, SinkTable table, ClickHouseSinkOptions options, ILogger logger, TimeProvider time)
    {
        (_client, _table, _options, _logger) = (client, table, options, logger);
        _pipeline = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<Exception>(IsTransient),
                MaxRetryAttempts = int.MaxValue,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = TimeSpan.FromMilliseconds(100),
                MaxDelay = options.BackoffMax,
                OnRetry = arguments =>
                {
                    Interlocked.Increment(ref _retries);
                    SayOnce(arguments.Outcome.Exception!);
                    return default;
                },
            })
            .Build();
    }

    /// <summary>Tries that failed.</summary>
    public long Retries => Volatile.Read(ref _retries);

    /// <summary>Inserts a block that was never sent; returns when its rows are in the table.</summary>
    /// <param name="raiseAttempt">Commits the block's plan after its attempt was raised.</param>
    public async Task SendAsync(SinkBlock block, Action raiseAttempt, CancellationToken cancel)
    {
        try
        {
            if (block.Rows > 0)
                await _client.InsertNativeAsync(_table.Table, block.Bytes, block.Token, cancel).ConfigureAwait(false);
            SayRecovered();
        }
        catch (Exception e) when (IsTransient(e) && !cancel.IsCancellationRequested)
        {
            SayOnce(e);
            await SettleAsync(block, raiseAttempt, cancel).ConfigureAwait(false);
        }
    }

    /// <summary>Brings about that the rows of a block whose outcome is unknown are in the table.</summary>
    public async Task SettleAsync(SinkBlock block, Action raiseAttempt, CancellationToken cancel)
    {
        await _pipeline.ExecuteAsync(async token =>
        {
            await WaitUntilNotRunningAsync(block, token).ConfigureAwait(false);
            HashSet<int> missing = await MissingAsync(block, token).ConfigureAwait(false);
            bool wasRepeated = false;
            while (missing.Count > 0)
            {
                if (wasRepeated)
                {
                    block.RaiseAttempt();
                    raiseAttempt();
                }

                block.Rebuild(block.Partition, block.Plan, missing);
                await _client.InsertNativeAsync(_table.Table, block.Bytes, block.Token, token).ConfigureAwait(false);
                wasRepeated = true;
                block.Rebuild(block.Partition, block.Plan, null);
                missing = await MissingAsync(block, token).ConfigureAwait(false);
            }
        }, cancel).ConfigureAwait(false);
        SayRecovered();
    }

    /// <summary>Whether a later try may succeed: all that a server or a network does; not what is wrong with us.</summary>
    private static bool IsTransient(Exception e) =>
        e is HttpRequestException or IOException or ClickHouseException or ResponseTooLargeException or BlockStillRunningException
        || e is TaskCanceledException { InnerException: TimeoutException };

    private async Task WaitUntilNotRunningAsync(SinkBlock block, CancellationToken cancel)
    {
        long running = await _client.QueryLongAsync(
            "SELECT count() FROM system.processes WHERE query_id = {id:String}", cancel,
            new KeyValuePair<string, string>("id", block.Token)).ConfigureAwait(false);
        if (running > 0) throw new BlockStillRunningException(block.Token);
    }

    /// <returns>The months of the block whose rows are not in the table.</returns>
    private async Task<HashSet<int>> MissingAsync(SinkBlock block, CancellationToken cancel)
    {
        string found = await _client.QueryTextAsync(
            $"SELECT {_table.PartExpression} AS part, count() FROM {_table.Table} WHERE run = {{run:String}} AND log_id = {{log_id:String}} " +
            "AND `partition` = {partition:UInt16} AND `offset` BETWEEN {first:UInt64} AND {last:UInt64} GROUP BY part",
            cancel: cancel,
            values:
            [
                new("run", _options.Run), new("log_id", block.Plan.LogId),
                new("partition", block.Partition.Partition.ToString(CultureInfo.InvariantCulture)),
                new("first", block.Plan.First.ToString(CultureInfo.InvariantCulture)),
                new("last", block.Plan.Last.ToString(CultureInfo.InvariantCulture)),
            ]).ConfigureAwait(false);
        var counts = found.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split('\t'))
            .ToDictionary(
                cells => int.Parse(cells[0], CultureInfo.InvariantCulture),
                cells => long.Parse(cells[1], CultureInfo.InvariantCulture));
        var missing = new HashSet<int>();
        foreach ((int part, int rows) in block.RowsByPart)
        {
            long there = counts.GetValueOrDefault(part);
            if (there == 0) missing.Add(part);
            else if (there != rows)
                throw new SinkException($"{_table.Table} has {there} rows of block {block.Token} in partition {part}, and the block has {rows} there: " +
                    "rows were deleted or doubled by another hand; delete the block's rows (run, log_id, partition, offset) and start again");
        }

        return missing;
    }

    private void SayOnce(Exception e)
    {
        if (_isOut) return;
        _isOut = true;
        LogOut(_table.Table, _client.Endpoint.Address, e.Message);
    }

    private void SayRecovered()
    {
        if (!_isOut) return;
        _isOut = false;
        LogRecovered(_table.Table);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "ClickHouse does not take rows for {Table} at {Address}, trying until it does: {Problem}")]
    private partial void LogOut(string table, Uri address, string problem);

    [LoggerMessage(Level = LogLevel.Information, Message = "ClickHouse takes rows for {Table} again")]
    private partial void LogRecovered(string table);

    private sealed class BlockStillRunningException(string token) : Exception($"the insert {token} is still running");
}
