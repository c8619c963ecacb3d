using Houle.Ingest.Merge;
using Houle.Ingest.Tests.Support;

namespace Houle.Ingest.Tests.Merge;

public sealed class ExternalSortTests
{
    [Theory]
    [InlineData(0, 100)]
    [InlineData(1, 100)]
    [InlineData(500, 100)]
    [InlineData(3_000, 4_000)]
    [InlineData(6_000, 4_000)]
    [InlineData(40, 1_200_000)]
    public void Rows_leave_as_a_stable_sort_would_leave_them(int rows, int bytesMax)
    {
        using TempFolder folder = new();
        for (int seed = 0; seed < 4; seed++)
        {
            Random random = new(seed);
            (long TimeMs, byte[] Bytes)[] input =
            [
                .. Enumerable.Range(0, rows).Select(i =>
                {
                    byte[] bytes = new byte[random.Next(4, bytesMax)];
                    random.NextBytes(bytes);
                    BitConverter.TryWriteBytes(bytes, i);
                    // Few distinct times, so that equal ones meet across runs; seed 0 is in order already.
                    return ((long)(seed == 0 ? i / 3 : random.Next(20)), bytes);
                }),
            ];
            using ExternalSort sort = new(folder.Path, bytesMax: 1 << 20, runsMax: 3);
            foreach ((long timeMs, byte[] bytes) in input) sort.Add(timeMs, bytes, static (row, to) => to.Append(row));
            ISortedRows sorted = sort.Finish();
            foreach ((long timeMs, byte[] bytes) in input.OrderBy(r => r.TimeMs))
            {
                sorted.Next(out long time, out ReadOnlySpan<byte> row).ShouldBeTrue();
                (time == timeMs && row.SequenceEqual(bytes)).ShouldBeTrue($"seed {seed}");
            }

            sorted.Next(out _, out _).ShouldBeFalse();
            if (rows * (long)bytesMax > 10 << 20) sort.SpilledRuns.ShouldBeGreaterThan(4);
        }
    }

    [Fact]
    public void Folder_that_cannot_be_written_is_one_clear_error()
    {
        using TempFolder folder = new();
        string notAFolder = folder.Write("file", "x");
        using ExternalSort sort = new(notAFolder, bytesMax: 1 << 20);
        IngestException error = Should.Throw<IngestException>(() =>
        {
            for (int i = 0; i < 1_000; i++) sort.Add(i, new byte[10_000], static (row, to) => to.Append(row));
        });
        error.Message.ShouldStartWith($"{notAFolder}: rows cannot be set aside for sorting");
    }
}
