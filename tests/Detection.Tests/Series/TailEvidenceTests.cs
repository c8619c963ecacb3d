using Houle.Detection.Series;

namespace Houle.Detection.Tests.Series;

public sealed class TailEvidenceTests
{
    [Fact]
    public void Evidence_within_the_body_is_the_rank_to_a_bin()
    {
        var random = new Random(11);
        var evidence = new TailEvidence(20);
        var seen = new List<double>();
        for (int i = 0; i < 5000; i++)
        {
            double value = Math.Exp(random.NextDouble() * 4);
            double got = evidence.Next(value);
            if (seen.Count >= 100)
            {
                // Values of one bin, up to 1/16 smaller, count as equal.
                double most = -Math.Log10((seen.Count(other => other >= value) + 1.0) / (seen.Count + 1));
                double least = -Math.Log10((seen.Count(other => other >= value / 1.0626) + 1.0) / (seen.Count + 1));
                // The tail, at least 12 values, is not ranked.
                if (most < Math.Min(1.2, Math.Log10(seen.Count / 20.0))) got.ShouldBeInRange(least - 1e-9, most + 1e-9, $"value {i}");
            }

            seen.Add(value);
        }
    }

    [Fact]
    public void Evidence_grows_with_the_excess_over_the_tail()
    {
        var random = new Random(5);
        var evidence = new TailEvidence(20);
        for (int i = 0; i < 20_000; i++) evidence.Next(-Math.Log(1 - random.NextDouble()));

        // An exponential's tail is known: P(X > x) = exp(-x).
        foreach (double x in (ReadOnlySpan<double>)[5, 7, 9]) evidence.Next(x).ShouldBe(x / Math.Log(10), 0.35);
    }

    [Fact]
    public void Any_value_gives_a_finite_number()
    {
        var random = new Random(9);
        for (int round = 0; round < 200; round++)
        {
            var evidence = new TailEvidence(5);
            for (int i = 0; i < 300; i++)
            {
                double value = random.Next(4) switch
                {
                    0 => 0,
                    1 => Math.Pow(10, random.Next(-300, 150)),
                    2 => double.Epsilon,
                    _ => random.NextDouble(),
                };
                double got = evidence.Next(value);
                (got >= 0 && !double.IsNaN(got)).ShouldBeTrue($"round {round}, value {value}: {got}");
            }
        }
    }
}
