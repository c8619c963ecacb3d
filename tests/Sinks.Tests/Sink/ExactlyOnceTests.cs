using Houle.Sinks.Client;
using Houle.Sinks.Schema;
using Houle.Sinks.Sink;
using Houle.Streams.Log.Memory;

namespace Houle.Sinks.Tests.Sink;

/// <summary>A sink that dies or loses its connection at every step, and the rows that its successors leave.</summary>
public sealed class ExactlyOnceTests(ClickHouseFixture fixture)
{
    // Several months, so that blocks become several parts; several blocks, so that every step comes often.
    private static readonly List<WindowModel> Windows = WindowModel.Random(seed: 11, count: 120, hours: 24 * 70);

    [Theory]
    [InlineData(InsertFault.LostRequest)]
    [InlineData(InsertFault.LostAnswer)]
    [InlineData(InsertFault.CrashBefore)]
    [InlineData(InsertFault.CrashAfter)]
    public async Task Rows_are_there_once_whichever_insert_fails(InsertFault fault)
    {
        using ClickHouseClient client = await DatabaseAsync();
        for (int nth = 0; nth < 6; nth++)
        {
            using var harness = new SinkHarness();
            harness.Append(Windows);
            var transport = new FaultyTransport([.. Enumerable.Repeat(InsertFault.None, nth), fault]);
            using var faulty = new ClickHouseClient(client.Endpoint, transport);
            ClickHouseSinkOptions options = SinkHarness.Options(rowsMax: 40) with { Run = $"{fault}-{nth}" };

            await RunThroughCrashesAsync(() => harness.CreateSink(faulty, options));

            await ShouldHoldEachRowOnceAsync(client, options.Run);
        }
    }

    [Theory]
    [InlineData(CommitFault.BeforeCommit)]
    [InlineData(CommitFault.AfterCommit)]
    public async Task Rows_are_there_once_whichever_commit_fails(CommitFault fault)
    {
        using ClickHouseClient client = await DatabaseAsync();
        for (int nth = 0; nth < 10; nth++)
        {
            // The first commit is the test's own, that of the windows.
            using var harness = new SinkHarness(faults: MemoryLogFaults.Scripted(
                [.. Enumerable.Repeat(CommitFault.None, 1 + nth), fault]));
            harness.Append(Windows);
            ClickHouseSinkOptions options = SinkHarness.Options(rowsMax: 40) with { Run = $"{fault}-{nth}" };

            await RunThroughCrashesAsync(() => harness.CreateSink(client, options));

            await ShouldHoldEachRowOnceAsync(client, options.Run);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Rows_are_there_once_through_a_storm_of_faults(int seed)
    {
        using ClickHouseClient client = await DatabaseAsync();
        var random = new Random(seed);
        using var harness = new SinkHarness(faults: MemoryLogFaults.Seeded(
            seed, new MemoryFaultRates(BeforeCommit: 0.05, AfterCommit: 0.05, TornRead: 0.3)));
        await RunThroughCrashesAsync(() =>
        {
            harness.Append(Windows);
            return null;
        });
        using var faulty = new ClickHouseClient(
            client.Endpoint, new FaultyTransport(Enumerable.Range(0, 60).Select(_ => (InsertFault)random.Next(5))));
        ClickHouseSinkOptions options = SinkHarness.Options(rowsMax: 20) with { Run = $"storm-{seed}" };

        await RunThroughCrashesAsync(() => harness.CreateSink(faulty, options));

        await ShouldHoldEachRowOnceAsync(client, options.Run);
    }

    [Fact]
    public async Task Sink_that_was_stopped_and_started_goes_on_where_it_was()
    {
        using ClickHouseClient client = await DatabaseAsync();
        using var harness = new SinkHarness();
        ClickHouseSinkOptions options = SinkHarness.Options(rowsMax: 40);
        for (int at = 0; at < Windows.Count; at += 30)
        {
            harness.Append(Windows.Skip(at).Take(30));
            ClickHouseSink sink = harness.CreateSink(client, options);
            await SinkHarness.RunUntilDrainedAsync(sink);
            sink.RowsWritten.ShouldBe(Windows.Skip(at).Take(30).Sum(window => window.Rows));
            sink.Lag.ShouldBe(0);
        }

        await ShouldHoldEachRowOnceAsync(client, options.Run);
    }

    [Fact]
    public async Task Rows_that_vanished_behind_a_known_token_are_sent_under_the_next_attempt()
    {
        using ClickHouseClient client = await DatabaseAsync();
        using var harness = new SinkHarness(partitions: 1);
        harness.Append(Windows);
        ClickHouseSinkOptions options = SinkHarness.Options(rowsMax: 1_000_000) with { Run = "vanished" };
        // The answer to the only insert is lost with the process; then the server loses a month, but not its tokens.
        using (var faulty = new ClickHouseClient(client.Endpoint, new FaultyTransport(InsertFault.CrashAfter)))
            await Should.ThrowAsync<SimulatedCrashException>(() => SinkHarness.RunUntilDrainedAsync(harness.CreateSink(faulty, options)));
        await client.ExecuteAsync("ALTER TABLE city_windows DELETE WHERE toYYYYMM(window_start) = 202312 SETTINGS mutations_sync = 1");

        await SinkHarness.RunUntilDrainedAsync(harness.CreateSink(client, options));

        await ShouldHoldEachRowOnceAsync(client, options.Run);
        using var plans = new PlanLog(harness.Log, SinkTable.All[0], 1);
        plans.Last(0)!.Value.Attempt.ShouldBe(1);
    }

    [Fact]
    public async Task Rows_that_another_hand_deleted_from_a_block_in_flight_are_an_error_that_says_so()
    {
        using ClickHouseClient client = await DatabaseAsync();
        using var harness = new SinkHarness(partitions: 1);
        harness.Append(Windows);
        using (var faulty = new ClickHouseClient(client.Endpoint, new FaultyTransport(InsertFault.CrashAfter)))
            await Should.ThrowAsync<SimulatedCrashException>(() => SinkHarness.RunUntilDrainedAsync(harness.CreateSink(faulty)));
        await client.ExecuteAsync("ALTER TABLE city_windows DELETE WHERE kind = 'total' SETTINGS mutations_sync = 1");

        var error = await Should.ThrowAsync<SinkException>(() => SinkHarness.RunUntilDrainedAsync(harness.CreateSink(client)));

        error.Message.ShouldContain("deleted or doubled by another hand");
    }

    private async Task<ClickHouseClient> DatabaseAsync()
    {
        ClickHouseClient client = await fixture.EmptyDatabaseAsync();
        await new SchemaMigrator(client, new SchemaOptions()).ApplyAsync();
        return client;
    }

    /// <summary>Starts sink after sink until one ends well.</summary>
    private static async Task RunThroughCrashesAsync(Func<ClickHouseSink?> create)
    {
        const int livesMax = 200;
        for (int life = 0; ; life++)
        {
            try
            {
                if (create() is { } sink) await SinkHarness.RunUntilDrainedAsync(sink);
                return;
            }
            catch (Exception e) when (e is SimulatedCrashException or InjectedFaultException && life < livesMax)
            {
                // The next life goes on.
            }
        }
    }

    private static async Task ShouldHoldEachRowOnceAsync(ClickHouseClient client, string run)
    {
        string counts = await client.QueryTextAsync(
            "SELECT count(), uniqExact(log_id, `partition`, `offset`, row), sum(count), sum(weight) FROM city_windows WHERE run = {run:String}",
            values: [new("run", run)]);
        IEnumerable<MeasuresModel> all = Windows.SelectMany(window =>
            window.Entities.Select(item => item.Measures).Concat(window.Totals is null ? [] : [window.Totals]));
        int rows = Windows.Sum(window => window.Rows);
        counts.ShouldBe(FormattableString.Invariant(
            $"{rows}\t{rows}\t{all.Sum(measures => measures.Numbers[MeasuresModel.Count])}\t{all.Sum(measures => measures.Numbers[MeasuresModel.Weight])}\n"), run);
    }
}
