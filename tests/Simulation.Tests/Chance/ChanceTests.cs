using Houle.Simulation.Chance;

namespace Houle.Simulation.Tests.Chance;

/// <summary>The numbers that chance is made of, against the C library and against closed forms.</summary>
public sealed class ChanceTests
{
    [Fact]
    public void Plain_logarithm_exponential_and_power_agree_with_the_library()
    {
        Xoshiro chance = new(1, "tests");
        for (int i = 0; i < 100_000; i++)
        {
            double x = Math.Pow(10, (chance.Unit() * 40) - 20);
            Math.Abs(PlainMath.Log(x) - Math.Log(x)).ShouldBeLessThan(1e-14 * Math.Max(1, Math.Abs(Math.Log(x))));
            double y = (chance.Unit() * 200) - 100;
            (PlainMath.Exp(y) / Math.Exp(y)).ShouldBe(1, 1e-13);
            (PlainMath.Pow(x, 0.7) / Math.Pow(x, 0.7)).ShouldBe(1, 1e-12);
        }

        PlainMath.Log(1).ShouldBe(0);
        PlainMath.Exp(0).ShouldBe(1);
        PlainMath.Exp(-800).ShouldBe(0);
        Should.Throw<ArgumentOutOfRangeException>(() => PlainMath.Log(0));
    }

    [Fact]
    public void Generator_gives_its_published_numbers()
    {
        // xoshiro256** from the state 1, 2, 3, 4 is 11520, 0, 1509978240, 1215971899390074240 (S. Vigna's reference code).
        Xoshiro chance = Xoshiro.FromState(1, 2, 3, 4);
        chance.Bits().ShouldBe(11520UL);
        chance.Bits().ShouldBe(0UL);
        chance.Bits().ShouldBe(1509978240UL);
        chance.Bits().ShouldBe(1215971899390074240UL);
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(7.5)]
    [InlineData(120)]
    public void Poisson_numbers_have_their_mean_variance_and_zeros(double mean)
    {
        Xoshiro chance = new(2, "poisson");
        const int Draws = 100_000;
        double[] numbers = [.. Enumerable.Range(0, Draws).Select(_ => (double)chance.Poisson(mean))];
        double average = numbers.Average();
        average.ShouldBe(mean, 5 * Math.Sqrt(mean / Draws));
        (numbers.Sum(n => (n - average) * (n - average)) / Draws / mean).ShouldBe(1, 0.04);
        double zeros = Math.Exp(-mean);
        ((double)numbers.Count(n => n == 0) / Draws).ShouldBe(zeros, (5 * Math.Sqrt(zeros / Draws)) + 1e-9);
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(1)]
    [InlineData(40)]
    public void Gamma_numbers_have_their_mean_and_variance(double shape)
    {
        Xoshiro chance = new(3, "gamma");
        const int Draws = 100_000;
        double[] numbers = [.. Enumerable.Range(0, Draws).Select(_ => chance.Gamma(shape))];
        double average = numbers.Average();
        average.ShouldBe(shape, 5 * Math.Sqrt(shape / Draws));
        (numbers.Sum(n => (n - average) * (n - average)) / Draws / shape).ShouldBe(1, 0.08);
        numbers.ShouldAllBe(n => n >= 0);
    }

    [Fact]
    public void Alias_draws_by_weight()
    {
        double[] weights = [3, 0, 1, 6];
        Alias alias = new(weights);
        Xoshiro chance = new(4, "alias");
        int[] seen = new int[4];
        for (int i = 0; i < 100_000; i++) seen[alias.Draw(chance)]++;
        for (int i = 0; i < 4; i++)
        {
            alias.Share(i).ShouldBe(weights[i] / 10, 1e-12);
            ((double)seen[i]).ShouldBe(weights[i] * 10_000, (5 * Math.Sqrt(weights[i] * 10_000)) + 0.5);
        }
    }
}
