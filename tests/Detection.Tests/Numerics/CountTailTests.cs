using System.Globalization;
using Houle.Detection.Numerics;

namespace Houle.Detection.Tests.Numerics;

/// <summary>Against ../shared/data/stats, computed at 40 to 80 digits.</summary>
public sealed class CountTailTests
{
    private const double Tolerance = 1e-10;

    [Fact]
    public void Negative_binomial_mid_p_equals_forty_digit_values_down_to_1e_300()
    {
        double worst = 0;
        foreach (double[] row in Rows("stats/nbinom_midp.csv"))
        {
            worst = Math.Max(worst, Error(CountTail.Mass(row[2], row[0], row[1]), row[3], row));
            worst = Math.Max(worst, Error(CountTail.Above(row[2], row[0], row[1]), row[4], row));
            worst = Math.Max(worst, Error(CountTail.MidP(row[2], row[0], row[1]), row[5], row));
        }

        TestContext.Current.SendDiagnosticMessage($"worst relative error {worst:E2}");
    }

    [Fact]
    public void Poisson_mid_p_equals_forty_digit_values_down_to_1e_299()
    {
        foreach (double[] row in Rows("stats/poisson_midp.csv"))
        {
            Error(CountTail.Mass(row[1], row[0], 1), row[2], row);
            Error(CountTail.MidP(row[1], row[0], 1), row[4], row);
        }
    }

    [Fact]
    public void Incomplete_beta_and_gamma_equal_forty_digit_values()
    {
        foreach (string line in File.ReadLines(Checkout.Shared("stats/special.csv")).Skip(1))
        {
            string[] cells = line.Split(',');
            double a = Number(cells[1]), x = Number(cells[3]), wanted = Number(cells[4]);
            double got = cells[0] == "betainc" ? IncompleteBeta.Regularized(a, Number(cells[2]), x) : IncompleteGamma.Lower(a, x);
            Error(got, wanted, [a, x]);
        }
    }

    [Theory]
    [InlineData(5, 1.5, 1, 10)]
    [InlineData(5, 1.0, 2, 9)]
    public void Bounds_of_the_plug_in_form_equal_those_published(double mean, double dispersion, double lower, double upper)
    {
        CountQuantile.Of(0.05, mean, dispersion).ShouldBe(lower);
        CountQuantile.Of(0.95, mean, dispersion).ShouldBe(upper);
    }

    [Fact]
    public void Quantile_is_the_smallest_count_whose_distribution_function_reaches_the_level()
    {
        var random = new Random(7);
        for (int i = 0; i < 2000; i++)
        {
            double mean = Math.Pow(10, (random.NextDouble() * 6) - 2), dispersion = 1 + (random.NextDouble() * 30);
            double level = random.NextDouble();
            double k = CountQuantile.Of(level, mean, dispersion);
            string where = $"level {level:R}, mean {mean:R}, dispersion {dispersion:R}: {k:R} (seed 7, case {i})";
            CountTail.Above(k, mean, dispersion).ShouldBeLessThanOrEqualTo(1 - level, where);
            if (k > 0) CountTail.Above(k - 1, mean, dispersion).ShouldBeGreaterThan(1 - level, where);
        }
    }

    [Theory]
    [InlineData(1e15, 1e15, 1.0)]
    [InlineData(1e15, 1e15, 25.0)]
    [InlineData(1e15, 3.0, 1.3)]
    [InlineData(3, 1e15, 25.0)]
    [InlineData(1e18, 1e18, 1e18)]
    [InlineData(0, 0, 1)]
    [InlineData(5, 0, 25)]
    public void Extreme_counts_give_a_probability(double count, double mean, double dispersion) =>
        CountTail.MidP(count, mean, dispersion).ShouldBeInRange(0, 1);

    [Theory]
    [InlineData(-1, 1, 1)]
    [InlineData(1, -1, 1)]
    [InlineData(1, 1, 0.99)]
    [InlineData(double.NaN, 1, 1)]
    [InlineData(1, double.PositiveInfinity, 1)]
    [InlineData(1, 1, double.NaN)]
    public void Arguments_out_of_range_are_refused(double count, double mean, double dispersion) =>
        Should.Throw<ArgumentOutOfRangeException>(() => CountTail.MidP(count, mean, dispersion));

    [Fact]
    public void Mid_p_falls_as_the_count_rises_and_rises_with_the_mean()
    {
        var random = new Random(11);
        for (int i = 0; i < 5000; i++)
        {
            double mean = Math.Pow(10, (random.NextDouble() * 8) - 3), dispersion = 1 + Math.Pow(10, (random.NextDouble() * 6) - 4);
            double count = Math.Floor(mean + (Math.Sqrt(mean * dispersion) * random.NextDouble() * 8));
            double p = CountTail.MidP(count, mean, dispersion);
            string where = $"seed 11, case {i}: {count:R}, {mean:R}, {dispersion:R}";
            CountTail.MidP(count + 1, mean, dispersion).ShouldBeLessThanOrEqualTo(p * (1 + 1e-9), where);
            CountTail.MidP(count, mean * 1.01, dispersion).ShouldBeGreaterThanOrEqualTo(p * (1 - 1e-9), where);
        }
    }

    private static double Error(double got, double wanted, double[] row)
    {
        double error = Math.Abs(got - wanted) / wanted;
        error.ShouldBeLessThan(Tolerance, $"{string.Join(", ", row)}: {got:R}, not {wanted:R}");
        return error;
    }

    private static IEnumerable<double[]> Rows(string path) =>
        File.ReadLines(Checkout.Shared(path)).Skip(1).Select(line => line.Split(',').Select(Number).ToArray());

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
