using System.Globalization;
using Houle.Events;
using Houle.Sinks.Client;
using Houle.Sinks.Schema;
using Houle.Sinks.Sink;
using Houle.Streams.Log;
using Microsoft.Extensions.Logging;

namespace Houle.Sinks.Tests.Sink;

/// <summary>What the sink writes, column by column.</summary>
public sealed class RowsTests(ClickHouseFixture fixture)
{
    [Fact]
    public async Task Every_window_becomes_its_rows_in_order()
    {
        List<WindowModel> windows = WindowModel.Random(seed: 21, count: 300);
        using var harness = new SinkHarness(partitions: 1);
        harness.Append(windows);
        using ClickHouseClient client = await fixture.EmptyDatabaseAsync();
        await harness.WriteAllAsync(client);

        string[] rows = (await client.QueryTextAsync(
            "SELECT run, log_id, `partition`, `offset`, row, stream, cell, level, shard, country, toUnixTimestamp(window_start), " +
            "ifNull(toInt64(toUnixTimestamp(late_in)), -1), kind, entity, count, weight, authentic_weight, people_unnamed, engagement, " +
            "complaints, units, amount_cents, promo_uses, entries, exits, sponsored_weight, people_sketch, inserted_at > now() - 300 " +
            "FROM city_windows ORDER BY `offset`, row")).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        rows.ShouldBe(windows.SelectMany(Expected));
    }

    [Fact]
    public async Task Dead_letter_keeps_its_bytes()
    {
        byte[] bytes = [.. Enumerable.Range(0, 256).Select(b => (byte)b)];
        using var harness = new SinkHarness();
        harness.Append(SinkHarness.DeadLetters, to => new DeadLetter
        {
            Stream = Events.Stream.Sales, Reason = "malformed"u8, Detail = "byte 3: a length of -1"u8, Source = "houle.sales"u8,
            Partition = 2, Position = 77, Key = "k"u8, Value = bytes,
        }.WriteSingleObject(to));
        harness.Append(SinkHarness.DeadLetters, to => new DeadLetter
        {
            Stream = Events.Stream.Social, Reason = "unreadable_row"u8, Detail = "three fields"u8, Source = "feed:posts"u8,
            Position = 4, File = "posts.csv"u8,
        }.WriteSingleObject(to));
        using ClickHouseClient client = await fixture.EmptyDatabaseAsync();
        await harness.WriteAllAsync(client);

        (await client.QueryTextAsync(
            "SELECT stream, reason, detail, source, source_partition, source_position, file, key, lower(hex(value)), " +
            "toUnixTimestamp64Milli(appended_at) FROM dead_letters ORDER BY `offset`")).ShouldBe(
            $"sales\tmalformed\tbyte 3: a length of -1\thoule.sales\t2\t77\t\tk\t{Convert.ToHexStringLower(bytes)}\t1700000000000\n" +
            "social\tunreadable_row\tthree fields\tfeed:posts\t0\t4\tposts.csv\t\t\t1700000000000\n");
    }

    [Fact]
    public async Task Record_that_cannot_be_read_is_left_out_counted_and_logged_and_the_rest_is_written()
    {
        List<WindowModel> windows = WindowModel.Random(seed: 22, count: 20);
        using var harness = new SinkHarness(partitions: 1);
        harness.Append(windows.Take(10));
        harness.Append(SinkHarness.Windows, to => to.Append("not Avro"u8));
        // Its second row has a sketch that is cut within a hash, so the block was already begun.
        harness.Append(SinkHarness.Windows, to =>
        {
            var entities = new Avro.Lists.RecordListBuilder<EntityMeasures>();
            entities.Add(new EntityMeasures { Entity = "x"u8, Measures = new Measures { PeopleSketch = new byte[7] } });
            new CityWindow { Cell = "fr"u8, Totals = new Measures { Count = 1 }, Entities = entities.List }.WriteSingleObject(to);
        });
        harness.Append(windows.Skip(10));
        using ClickHouseClient client = await fixture.EmptyDatabaseAsync();
        await new SchemaMigrator(client, new SchemaOptions()).ApplyAsync();
        var logger = new ListLogger();
        var sink = new ClickHouseSink(harness.Log, client, SinkHarness.Options(), logger, TimeProvider.System);

        await SinkHarness.RunUntilDrainedAsync(sink);

        (await client.QueryLongAsync("SELECT count() FROM city_windows")).ShouldBe(windows.Sum(window => window.Rows));
        sink.Tables.Single(table => table.Table == "city_windows").Unreadable.ShouldBe(2);
        harness.Append(SinkHarness.Windows, to => to.Append("nor this"u8));
        await SinkHarness.RunUntilDrainedAsync(new ClickHouseSink(harness.Log, client, SinkHarness.Options(), new ListLogger(), TimeProvider.System));
        SinkLosses.Of(harness.Log).Where(loss => loss.Unreadable > 0).ShouldBe([("houle.city-windows", 3)]); // over both lives
        logger.Lines.Where(line => line.Level == LogLevel.Error).Select(line => line.Text).ShouldBe([
            "houle.city-windows/0 offset 10 is left out of ClickHouse: the record is not Avro single-object encoding",
            "houle.city-windows/0 offset 11 is left out of ClickHouse: the record has a people_sketch of 7 bytes, which is not a multiple of 8",
        ]);
    }

    [Fact]
    public void Topic_that_does_not_exist_is_an_error()
    {
        using var log = new Streams.Log.Memory.MemoryLog(TimeProvider.System);
        using var client = new ClickHouseClient(new ClickHouseEndpoint(new Uri("http://127.0.0.1:1/")));
        Should.Throw<UnknownTopicException>(
            () => new ClickHouseSink(log, client, new ClickHouseSinkOptions(), new ListLogger(), TimeProvider.System));
    }

    private static IEnumerable<string> Expected(WindowModel window, int offset)
    {
        var items = window.Entities.Select(item => (Kind: item.Kind.Symbol(), item.Entity, item.Measures));
        if (window.Totals is { } totals) items = items.Prepend((Kind: "total", Entity: "", Measures: totals));
        string country = window.Cell.Contains(':', StringComparison.Ordinal) ? "" : window.Cell.Split('/')[0];
        return items.Select((item, row) => string.Create(
            CultureInfo.InvariantCulture,
            $"houle\tmemory:houle.city-windows\t0\t{offset}\t{row}\t{window.Stream.Symbol()}\t{window.Cell}\t{window.Level.Symbol()}\t0\t{country}\t{window.StartMs / 1000}\t{(window.LateInMs ?? -1000) / 1000}\t{item.Kind}\t{item.Entity}\t{string.Join('\t', item.Measures.Numbers)}\t[{string.Join(',', item.Measures.People.Order().Take(128))}]\t1"));
    }
}
