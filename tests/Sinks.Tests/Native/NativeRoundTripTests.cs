using Houle.Avro.Binary;
using Houle.Sinks.Client;

namespace Houle.Sinks.Tests.Native;

/// <summary>Blocks as the real server reads them.</summary>
public sealed class NativeRoundTripTests(ClickHouseFixture fixture)
{
    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    [InlineData(3, 3_000)]
    [InlineData(4, 200_000)]
    public async Task Every_type_is_read_back_as_it_was_written(int seed, int rows)
    {
        using ClickHouseClient client = await fixture.EmptyDatabaseAsync();
        await client.ExecuteAsync($"CREATE TABLE all_types ({AllTypesBlock.Columns}) ENGINE = MergeTree ORDER BY row");
        var random = new Random(seed);
        ulong[] numbers = [.. Enumerable.Range(0, rows).Select(_ => (ulong)random.NextInt64(long.MinValue, long.MaxValue))];
        var block = new AllTypesBlock();
        for (int row = 0; row < rows; row++) block.AppendRow(numbers[row], row);

        var bytes = new ByteBuffer();
        block.Block.WriteTo(bytes);
        await client.InsertNativeAsync("all_types", bytes, $"all_types:{seed}");

        string[] lines = (await client.QueryTextAsync(AllTypesBlock.Select("all_types")))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBe(rows);
        for (int row = 0; row < rows; row++) lines[row].ShouldBe(AllTypesBlock.Expected(numbers[row], row), $"seed {seed}, row {row}");
    }

    [Fact]
    public async Task Block_that_is_cut_short_is_refused_and_leaves_nothing()
    {
        using ClickHouseClient client = await fixture.EmptyDatabaseAsync();
        await client.ExecuteAsync($"CREATE TABLE all_types ({AllTypesBlock.Columns}) ENGINE = MergeTree ORDER BY row");
        var block = new AllTypesBlock();
        for (int row = 0; row < 100; row++) block.AppendRow((ulong)row, row);
        var bytes = new ByteBuffer();
        block.Block.WriteTo(bytes);
        bytes.Truncate(bytes.Length - 7);

        await Should.ThrowAsync<ClickHouseException>(() => client.InsertNativeAsync("all_types", bytes, "cut"));

        (await client.QueryLongAsync("SELECT count() FROM all_types")).ShouldBe(0);
    }
}
