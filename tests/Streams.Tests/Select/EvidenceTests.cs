using Houle.Events;
using Houle.Streams.Alerts;
using Houle.Streams.Tests.Detect;
using Houle.Streams.Tests.Oracle;
using Houle.Streams.Topology;

namespace Houle.Streams.Tests.Select;

/// <summary>Contract C5: p, q and the interval of every alert, computed again from its evidence alone, by sums that share nothing
/// with the detector's code.</summary>
public sealed class EvidenceTests(ITestOutputHelper output)
{
    [Fact]
    public void Evidence_is_enough_to_compute_p_q_and_interval_again()
    {
        Harness harness = new(2, BurstFeed.Options(2, 2), BurstFeed.Make(seed: 9, 2, late: true), faults: false);
        harness.Run(crashRate: 0);
        int checkedAlerts = 0, spans = 0, spread = 0;
        foreach (byte[] value in harness.Values(TopicNames.Alerts))
        {
            AlertRecord alert = AlertCodec.Read(value);
            AlertEvidence evidence = alert.Evidence;
            evidence.Windows.Count.ShouldBe(5);
            foreach (AlertSpan span in evidence.Windows.Where(span => span.P < 1))
            {
                Near(NegativeBinomialMidP(span.Observed, span.Expected, span.Dispersion), span.P, 1e-6);
                spans++;
            }

            Near(Cauchy(evidence.Windows.Select(span => span.P)), evidence.P, 1e-6);
            Near(Math.Min(1, evidence.Tests * evidence.QP / evidence.QRank), evidence.Q, 1e-12);
            evidence.QP.ShouldBeGreaterThanOrEqualTo(evidence.P);
            double shape = evidence.Observed / evidence.Dispersion, scale = evidence.Dispersion / evidence.Expected;
            // Wilson and Hilferty's cube root against the exact quantile: close from five on, and to the safe side below.
            double exact = scale * GammaQuantile(shape, 0.025);
            if (shape >= 5) Near(exact, evidence.RatioLow, 0.02);
            else evidence.RatioLow.ShouldBeInRange(0.5 * exact, 1.01 * exact);
            Near(scale * GammaQuantile(shape + 1, 0.975), evidence.RatioHigh, shape < 5 ? 0.05 : 0.01);
            if (alert.State != AlertState.Opened) continue;
            checkedAlerts++;
            if (evidence.SpreadTests is { } tests)
            {
                evidence.P.ShouldBeLessThanOrEqualTo(evidence.SpreadP);
                (tests * evidence.SpreadP / evidence.SpreadRank).ShouldBeLessThanOrEqualTo(evidence.OpeningLevel!.Value);
                spread++;
                continue;
            }

            evidence.Q.ShouldBeLessThanOrEqualTo(evidence.OpeningLevel!.Value);
            evidence.QCells!.Value.ShouldBeLessThanOrEqualTo(BurstFeed.Detection.FalseDiscoveryPercent / 100.0);
        }

        output.WriteLine($"{checkedAlerts} alerts, {spread} of them spread, {spans} spans");
        spread.ShouldBeGreaterThan(0);
        checkedAlerts.ShouldBeGreaterThan(3);
        spans.ShouldBeGreaterThan(10);
    }

    /// <summary>Term by term: log of the mass at the count by products, then the sum upwards until it adds nothing.</summary>
    private static double NegativeBinomialMidP(double count, double mean, double dispersion)
    {
        bool poisson = dispersion - 1 < 1e-9;
        double r = poisson ? 0 : mean / (dispersion - 1), odds = (dispersion - 1) / dispersion;
        double log = poisson ? -mean : -r * Math.Log(dispersion);
        for (int i = 0; i < count; i++) log += Math.Log(poisson ? mean / (i + 1) : odds * (i + r) / (i + 1));
        double sum = 0.5, mass = 1;
        for (double i = count; mass > sum * 1e-17; i++)
        {
            mass *= poisson ? mean / (i + 1) : odds * (i + r) / (i + 1);
            sum += mass;
        }

        return Math.Exp(log + Math.Log(sum));
    }

    private static double Cauchy(IEnumerable<double> all)
    {
        double[] p = [.. all];
        double mean = p.Sum(one => one >= 0.5 ? 0 : 1 / Math.Tan(Math.PI * one)) / p.Length;
        return Math.Atan2(1, mean) / Math.PI;
    }

    /// <summary>By bisection on the integral of the density, in a thousand steps of Simpson's rule in the cube root.</summary>
    private static double GammaQuantile(double shape, double p)
    {
        double low = 0, high = shape + (40 * Math.Sqrt(shape)) + 40;
        double all = Integral(shape, high);
        for (int i = 0; i < 60; i++)
        {
            double middle = (low + high) / 2;
            if (Integral(shape, middle) / all < p) low = middle;
            else high = middle;
        }

        return low;
    }

    private static double Integral(double shape, double to)
    {
        double top = (shape * Math.Log(shape)) - shape, end = Math.Cbrt(to), sum = 0;
        const int Steps = 1_000;
        for (int i = 0; i <= Steps; i++)
        {
            double t = end * i / Steps, x = t * t * t;
            double f = t <= 0 ? 0 : Math.Exp(((shape - 1) * Math.Log(x)) - x - top) * 3 * t * t;
            sum += f * (i is 0 or Steps ? 1 : i % 2 == 1 ? 4 : 2);
        }

        return sum * end / (3 * Steps);
    }

    private static void Near(double actual, double expected, double relative) =>
        actual.ShouldBe(expected, Math.Abs(expected) * relative);
}
