using Houle.Detection.Series;

namespace Houle.Detection.Tests.Series;

public sealed class PatternMemoryTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void Distance_is_that_of_the_nearest(int dimension)
    {
        var random = new Random(dimension);
        var memory = new PatternMemory(dimension, 64);
        var all = new List<double[]>();
        memory.Distance(new double[dimension]).ShouldBe(0);
        for (int i = 0; i < 64; i++)
        {
            double[] pattern = [.. Enumerable.Range(0, dimension).Select(_ => random.NextDouble() * 100 - 50)];
            if (i > 0)
            {
                double nearest = all.Min(other => Math.Sqrt(other.Zip(pattern, (a, b) => (a - b) * (a - b)).Sum()));
                memory.Distance(pattern).ShouldBe(nearest, 1e-9);
            }

            memory.Remember(pattern);
            all.Add(pattern);
            memory.Distance(pattern).ShouldBe(0);
        }
    }

    [Fact]
    public void A_full_memory_forgets_one_for_each_new_one()
    {
        var memory = new PatternMemory(1, 16);
        for (int i = 0; i < 100; i++) memory.Remember([i]);
        memory.Count.ShouldBe(16);
        Enumerable.Range(0, 100).Count(i => memory.Distance([i]) == 0).ShouldBe(16);
        memory.Distance([99]).ShouldBe(0);
    }
}
