using Houle.Streams.Hashing;
using Houle.Streams.Windows;

namespace Houle.Streams.Tests.Windows;

public sealed class SketchPoolTests
{
    [Fact]
    public void Sketches_hold_the_smallest_hashes_in_order_whatever_was_added_merged_and_freed()
    {
        Random random = new(1);
        SketchPool pool = new();
        PeopleSketch[] sketches = new PeopleSketch[40];
        SortedSet<ulong>[] naive = [.. sketches.Select(_ => new SortedSet<ulong>())];
        for (int step = 0; step < 60_000; step++)
        {
            int i = random.Next(sketches.Length), j = random.Next(sketches.Length);
            switch (random.Next(200))
            {
                case 0:
                    pool.Free(ref sketches[i]);
                    naive[i].Clear();
                    break;
                case 1:
                    pool.Merge(ref sketches[i], pool.Hashes(in sketches[j]).ToArray());
                    naive[i].UnionWith(naive[j]);
                    break;
                default:
                    ulong hash = Hash64.Mix((ulong)random.Next(3_000));
                    pool.Add(ref sketches[i], hash);
                    naive[i].Add(hash);
                    break;
            }

            pool.Hashes(in sketches[i]).ToArray().ShouldBe(naive[i].Take(PeopleSketch.SizeMax), $"step {step}");
        }
    }

    [Fact]
    public void Freed_pieces_are_used_again()
    {
        SketchPool pool = new();
        for (int round = 0; round < 1_000; round++)
        {
            PeopleSketch sketch = default;
            for (ulong person = 0; person < 200; person++) pool.Add(ref sketch, Hash64.Mix(person + ((ulong)round * 1_000)));
            pool.Free(ref sketch);
        }

        pool.Capacity.ShouldBe(1024);
    }

    /// <summary>At 128 hashes the standard error is 8.9%; the mean of 400 estimates has one of 0.45%.</summary>
    [Fact]
    public void Estimate_of_many_people_is_unbiased_and_as_exact_as_stated()
    {
        const int People = 5_000, Rounds = 400;
        double sum = 0, squares = 0;
        for (int round = 0; round < Rounds; round++)
        {
            SketchPool pool = new();
            PeopleSketch sketch = default;
            for (int person = 0; person < People; person++) pool.Add(ref sketch, Hash64.Of(BitConverter.GetBytes(((long)round << 32) + person)));
            double estimate = PeopleSketch.Estimate(pool.Hashes(in sketch));
            sum += estimate;
            squares += Math.Pow((estimate / People) - 1, 2);
        }

        (sum / Rounds / People).ShouldBe(1, 0.018);
        Math.Sqrt(squares / Rounds).ShouldBe(0.089, 0.012);
    }

    [Fact]
    public void Estimate_of_few_people_is_exact()
    {
        PeopleSketch.Estimate([]).ShouldBe(0);
        PeopleSketch.Estimate([.. Enumerable.Range(1, 127).Select(i => (ulong)i)]).ShouldBe(127);
    }
}
