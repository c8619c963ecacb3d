using System.Text.Json.Nodes;
using Houle.Detection.Multiplicity;

namespace Houle.Detection.Tests.Multiplicity;

/// <summary>Against ../shared/data/stats/multiplicity.json, made with statsmodels.</summary>
public sealed class FalseDiscoveryTests
{
    private delegate void Procedure(ReadOnlySpan<double> sortedP, long tests, Span<double> q);

    [Fact]
    public void Benjamini_Hochberg_equals_statsmodels() => Compare("bh", FalseDiscovery.BenjaminiHochberg);

    [Fact]
    public void Benjamini_Yekutieli_equals_statsmodels() => Compare("by", FalseDiscovery.BenjaminiYekutieli);

    [Fact]
    public void Large_p_values_left_out_change_no_small_q()
    {
        double[] p = [.. Enumerable.Range(1, 1000).Select(i => i <= 20 ? i * 1e-5 : 0.2 + i * 8e-4)];
        var all = new double[p.Length];
        FalseDiscovery.BenjaminiHochberg(p, p.Length, all);
        var few = new double[20];
        FalseDiscovery.BenjaminiHochberg(p.AsSpan(0, 20), p.Length, few);
        few.ShouldBe(all[..20]);
    }

    [Theory]
    [InlineData(0.2, 0.1)]
    [InlineData(-0.1, 0.1)]
    [InlineData(0.1, 1.1)]
    [InlineData(0.1, double.NaN)]
    public void P_values_out_of_order_or_range_are_refused(double first, double second) =>
        Should.Throw<ArgumentException>(() => FalseDiscovery.BenjaminiHochberg([first, second], 2, new double[2]));

    private static void Compare(string name, Procedure procedure)
    {
        foreach (JsonNode? given in JsonNode.Parse(File.ReadAllText(Checkout.Shared("stats/multiplicity.json")))!.AsArray())
        {
            double[] p = given!["p"]!.AsArray().Select(value => value!.GetValue<double>()).ToArray();
            double[] expected = given[name]!["q"]!.AsArray().Select(value => value!.GetValue<double>()).ToArray();
            int[] order = [.. Enumerable.Range(0, p.Length).OrderBy(i => p[i])];
            var q = new double[p.Length];
            procedure([.. order.Select(i => p[i])], p.Length, q);
            for (int i = 0; i < order.Length; i++)
            {
                double wanted = expected[order[i]];
                Math.Abs(q[i] - wanted).ShouldBeLessThanOrEqualTo(1e-12 * wanted, $"{given["name"]}: {q[i]:R}, not {wanted:R}");
            }

            q.Count(value => value <= 0.05).ShouldBe(given[name]!["rejected"]!.GetValue<int>(), $"{given["name"]}");
        }
    }
}
