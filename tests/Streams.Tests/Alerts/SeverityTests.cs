using Houle.Events;
using Houle.Streams.Alerts;

namespace Houle.Streams.Tests.Alerts;

public sealed class SeverityTests
{
    [Theory]
    // low, people, cells, share, expected: 1 + share (4 log2(low)/5 + 3 log10(people)/4 + spread), worked out by hand
    [InlineData(1, 1, 0, 1, 1)]
    [InlineData(2, 10, 0, 1, 3)] // 1 + 0.8 + 0.75 = 2.55
    [InlineData(4, 100, 0, 1, 4)] // 1 + 1.6 + 1.5 = 4.1
    [InlineData(4.6, 41, 2, 0.97, 4)] // 1 + 0.97 (1.761 + 1.210 + 0.5) = 4.37
    [InlineData(32, 10_000, 4, 1, 9)]
    [InlineData(1e9, 1e9, 99, 1, 9)]
    [InlineData(32, 10_000, 4, 0.5, 5)] // 1 + 0.5 x 8
    [InlineData(32, 10_000, 4, 0, 1)]
    public void Formula_gives_what_it_says(double low, double people, int cells, double share, int expected)
    {
        AlertRecord alert = Alert(low, (long)people, cells, share);
        Severity.Of(alert).ShouldBe(expected);
    }

    [Fact]
    public void Bad_buzz_is_one_graver() =>
        Severity.Of(Alert(4, 100, 0, 1) with { Category = AlertCategory.BadBuzz }).ShouldBe(5);

    [Fact]
    public void Largest_is_ten() =>
        Severity.Of(Alert(1e9, 1_000_000, 9, 1) with { Category = AlertCategory.BadBuzz }).ShouldBe(10);

    [Fact]
    public void Fading_counts_half_and_over_is_one()
    {
        AlertRecord alert = Alert(32, 10_000, 4, 1);
        Severity.Of(alert with { Phase = TrendPhase.Fading }).ShouldBe(5);
        Severity.Of(alert with { Phase = TrendPhase.Over }).ShouldBe(1);
    }

    [Fact]
    public void Learning_is_five_at_most()
    {
        AlertRecord alert = Alert(32, 10_000, 4, 1);
        Severity.Of(alert with { Evidence = alert.Evidence with { LearningDay = 3, LearningDays = 14 } }).ShouldBe(5);
    }

    [Fact]
    public void More_of_anything_is_never_less_grave_and_nonsense_stays_in_range()
    {
        double[] values = [double.NaN, double.NegativeInfinity, -1, 0, 0.3, 1, 3, 40, 1e18, double.PositiveInfinity];
        foreach (double low in values)
        {
            foreach (double share in values)
            {
                int before = 0;
                foreach (long people in (long[])[-5, 0, 1, 7, 600, 50_000, long.MaxValue])
                {
                    int severity = Severity.Of(Alert(low, people, 1, share));
                    severity.ShouldBeInRange(1, 10);
                    severity.ShouldBeGreaterThanOrEqualTo(before);
                    before = severity;
                }
            }
        }
    }

    private static AlertRecord Alert(double low, long people, int cells, double share) => new()
    {
        Id = "x", Cell = "be/liege", People = people, Phase = TrendPhase.Rising,
        NextCells = [.. Enumerable.Range(0, cells).Select(i => $"be/{i}")],
        Evidence = new AlertEvidence { RatioLow = low, AuthenticShare = share },
    };
}
