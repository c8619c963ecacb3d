using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Houle.Avro.Binary;
using Houle.Detection.Audience;
using Houle.Streams.Hashing;
using Houle.Streams.Observe.Creators;

namespace Houle.Streams.Tests.Observe;

public sealed class PodWatchTests(ITestOutputHelper output)
{
    private const long StartMs = 1_700_000_000_000, DayMs = 86_400_000;

    /// <summary>Two pods of 30 on four pages each among 120 pages with fans of their own, eight of them with live chats.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Pages_that_share_a_group_in_step_are_one_pod_and_others_are_none(int seed)
    {
        Random random = new(seed);
        CreatorTable table = new(1_000);
        table.Open(19_000);
        PodWatch watch = new(table);
        Dictionary<int, PodFinding> found = [];
        int[] rows = [.. Enumerable.Range(0, 120).Select(page => table.GetOrAdd(Id(page), Hash64.Of(Id(page))))];
        for (int day = 0; day < 30; day++)
        {
            for (int page = 0; page < rows.Length; page++)
            {
                List<(long AtMs, int Person)> comments = [];
                for (int i = 0; i < 15; i++) comments.Add((random.Next(40_000_000), random.Next(3) == 0 ? (page * 1_000) + random.Next(25) : random.Next(1_000_000)));
                long atMs = random.Next(40_000_000);
                if (page < 8) for (int i = 0; i < 30; i++) comments.Add((atMs += random.Next(1_500), 2_000_000 + (page / 4 * 100) + i));
                else if (page < 16) for (int i = 0; i < 60; i++) comments.Add((atMs += random.Next(1_500), (page * 1_000) + random.Next(300))); // a live chat
                foreach ((long at, int person) in comments.OrderBy(one => one.AtMs))
                {
                    int row = rows[page];
                    ulong hash = Hash64.Of(Id(10_000_000 + person));
                    bool isKnown = table.Sketch(row).SawCommenter(hash);
                    if (CreatorMonitor.IsSynchronous(table.State(row), StartMs + (day * DayMs) + at)) watch.OnSynchronous(row, hash);
                    CreatorMonitor.OnComment(ref table.State(row), StartMs + (day * DayMs) + at, isKnown);
                    if (CreatorMonitor.IsJudged(table.State(row)) && watch.Look(row) is { } finding) found[page] = finding;
                }
            }
        }

        output.WriteLine($"seed {seed}: {string.Join(", ", found.Select(one => $"{one.Key}: {one.Value}"))}");
        found.Keys.Order().ShouldBe(Enumerable.Range(0, 8), $"seed {seed}");
        found.Where(one => one.Key < 4).Select(one => one.Value.Pod).Distinct().Count().ShouldBe(1);
        found.Select(one => one.Value.Pod).Distinct().Count().ShouldBe(2);
        found[0].Pages.ShouldBe(4);
        Comes_back(table);
    }

    [Fact]
    public void Chance_of_sharing_is_hypergeometric_as_drawn_by_lot()
    {
        const int Seed = 9, Draws = 20_000;
        Random random = new(Seed);
        PodSketch a = default, b = default;
        foreach (int place in Enumerable.Range(0, 256).OrderBy(_ => random.Next()).Take(40)) a.Saw((ulong)place << 56);
        foreach (int place in Enumerable.Range(0, 256).OrderBy(_ => random.Next()).Take(30)) b.Saw((ulong)place << 56);
        while (true) // until some are shared beyond what is expected
        {
            if (PodSketch.ChanceOf(a, b, out int shared, out double expected) is < 0.5 and > 0.02 and var chance)
            {
                expected.ShouldBe(40 * 30 / 256.0);
                int asMany = 0;
                for (int draw = 0; draw < Draws; draw++)
                {
                    int[] places = [.. Enumerable.Range(0, 256)];
                    random.Shuffle(places);
                    if (places.Take(30).Count(place => place < 40) >= shared) asMany++;
                }

                (asMany / (double)Draws).ShouldBe(chance, 5 * Math.Sqrt(chance / Draws), $"seed {Seed}");
                return;
            }

            b = default;
            foreach (int place in Enumerable.Range(0, 256).OrderBy(_ => random.Next()).Take(30)) b.Saw((ulong)place << 56);
        }
    }

    [Fact]
    public void A_crowd_is_no_pod()
    {
        PodSketch sketch = default;
        for (int i = 0; i < 129; i++) sketch.Saw((ulong)i << 56);
        sketch.Taken.ShouldBe(0);
    }

    private static void Comes_back(CreatorTable table)
    {
        CreatorTable copy = new(1_000);
        for (int row = table.RowLimit - 1; row >= 0; row--)
        {
            ByteBuffer bytes = new();
            table.TryWrite(row, bytes).ShouldBeTrue();
            copy.Put(bytes.Written);
        }

        copy.PodPages.ShouldBe(table.PodPages);
        foreach (int row in table.PodRows)
        {
            ref PodSketch there = ref copy.Pod(copy.Find(table.Id(row), Hash64.Of(table.Id(row))));
            MemoryMarshal.AsBytes(new ReadOnlySpan<PodSketch>(in there)).SequenceEqual(MemoryMarshal.AsBytes(new ReadOnlySpan<PodSketch>(in table.Pod(row)))).ShouldBeTrue();
        }
    }

    private static byte[] Id(int number) => Encoding.UTF8.GetBytes(number.ToString("d26", CultureInfo.InvariantCulture));
}
