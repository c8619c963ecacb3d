using System.Buffers;
using Houle.Detection.Bursts;
using Houle.Detection.Multiplicity;

namespace Houle.Detection.Tests.Bursts;

public sealed class AlertSelectorTests
{
    private static readonly SelectorOptions Options = new();

    [Fact]
    public void Q_values_are_those_of_benjamini_and_hochberg_over_all_tests()
    {
        var random = new Random(1);
        BurstReport[] reports = [.. Enumerable.Range(1, 40).Select(key => Report((ulong)key, Math.Pow(random.NextDouble(), 4)))];
        AlertSelector selector = new(Options);
        selector.Begin(1000);
        selector.Add(0, 500, true, reports);
        double[] p = [.. reports.Select(report => report.P).Order()], q = new double[40];
        FalseDiscovery.BenjaminiHochberg(p, 500, q);
        foreach (TrendOutcome outcome in selector.End())
        {
            outcome.Q.ShouldBe(q[Array.IndexOf(p, reports[outcome.Index].P)]);
            outcome.IsFlagged.ShouldBe(outcome.Q <= 0.05);
        }
    }

    [Fact]
    public void A_burst_opens_one_alert_and_lives_through_its_phases()
    {
        AlertSelector selector = new(Options);
        List<TrendPhase> phases = [];
        int opened = 0;
        for (int minute = 1; minute < 1000; minute++)
        {
            // An hour's excess that rises for 100 minutes, stays for 100, falls for 200, then nothing but the day's window.
            double excess = minute < 100 ? minute : minute < 200 ? 100 : Math.Max(0, 100 - ((minute - 200) / 2.0));
            BurstReport report = Report(7, 1e-30, (long)excess + 10, 10, hourP: excess > 10 ? 1e-9 : 1);
            selector.Begin(minute);
            selector.Add(3, 100, true, [report]);
            TrendOutcome outcome = selector.End()[0];
            if (outcome.HasOpened) opened++;
            if (phases.Count == 0 || phases[^1] != outcome.Trend.Phase) phases.Add(outcome.Trend.Phase);
        }

        opened.ShouldBe(1);
        phases.ShouldBe([TrendPhase.Emerging, TrendPhase.Rising, TrendPhase.Peak, TrendPhase.Fading, TrendPhase.Over]);
    }

    [Fact]
    public void A_burst_that_is_over_opens_again_only_after_cooling_or_twice_as_high()
    {
        foreach ((int height, int opens) in new[] { (150, 1), (210, 2) })
        {
            AlertSelector selector = new(Options);
            int opened = 0;
            for (int minute = 1; minute < 1000; minute++)
            {
                BurstReport report = minute < 100 ? Report(7, 1e-30, 110, 10, 1e-9)
                    : minute < 500 ? Report(7, 1e-30, 10, 10, 1) : Report(7, 1e-30, height + 10, 10, 1e-9);
                selector.Begin(minute);
                selector.Add(3, 100, true, [report]);
                if (selector.End()[0].HasOpened) opened++;
            }

            opened.ShouldBe(opens, $"height {height}");
        }
    }

    [Fact]
    public void Nothing_opens_while_learning() => Opened(mayOpen: false).ShouldBe(0);

    [Fact]
    public void Something_opens_after_learning() => Opened(mayOpen: true).ShouldBe(1);

    [Fact]
    public void More_cells_ask_for_more_evidence()
    {
        BurstReport report = Report(1, 1e-7);
        foreach ((int cells, bool opens) in new[] { (1, true), (2000, false) })
        {
            AlertSelector selector = new(Options);
            selector.Begin(10);
            for (int cell = 0; cell < cells; cell++) selector.Add(cell, 10, true, cell == 0 ? [report] : []);
            selector.End()[0].HasOpened.ShouldBe(opens, $"{cells} cells");
        }
    }

    [Fact]
    public void A_burst_that_is_open_elsewhere_asks_for_less_evidence()
    {
        AlertSelector selector = new(Options);
        int opened = 0;
        for (int minute = 10; minute < 40; minute += 10)
        {
            selector.Begin(minute);
            selector.Add(0, 2_000, true, [Report(7, 1e-30)]);
            selector.Add(1, 2_000, true, minute < 30 ? [] : [Report(7, 1e-7), Report(8, 1e-7)]);
            for (int cell = 2; cell < 8; cell++) selector.Add(cell, 2_000, true, []);
            foreach (TrendOutcome outcome in selector.End())
            {
                if (!outcome.HasOpened) continue;
                (outcome.Key, outcome.IsSpread, outcome.Cell).ShouldBe((7UL, minute == 30, minute == 30 ? 1 : 0));
                opened++;
            }
        }

        opened.ShouldBe(2);
        selector.Spread.ShouldBe(new SpreadTest(8, 1, 1e-7, selector.Level / 2));
    }

    [Fact]
    public void Bursts_that_are_open_do_not_seem_to_spread_where_nothing_does()
    {
        int opened = 0, spread = 0;
        for (int seed = 1; seed <= 20; seed++)
        {
            Random random = new(seed);
            AlertSelector selector = new(Options);
            for (int minute = 10; minute < 14 * 1440; minute += 10)
            {
                selector.Begin(minute);
                selector.Add(0, 2_000, true, [.. Enumerable.Range(1, 20).Select(key => Report((ulong)key, 1e-30))]);
                for (int cell = 1; cell < 10; cell++)
                    selector.Add(cell, 2_000, true, [.. Enumerable.Range(1, 20).Select(key => Report((ulong)key, random.NextDouble(), hourP: 1))]);
                foreach (TrendOutcome outcome in selector.End())
                {
                    opened += outcome.HasOpened ? 1 : 0;
                    spread += outcome.IsSpread ? 1 : 0;
                }
            }
        }

        // 20 true ones a seed; by the level at most 5% of all are false, by chance up to three standard deviations more.
        (opened - spread).ShouldBe(400);
        double expected = 0.05 * opened;
        spread.ShouldBeLessThanOrEqualTo((int)(expected + (3 * Math.Sqrt(expected))));
    }

    [Fact]
    public void Level_is_spent_slowly_and_earned_by_alerts()
    {
        DecayingFalseDiscovery online = new();
        double sum = 0;
        for (int minute = 0; minute < 10_080; minute += 10) sum += online.Level(minute, 0.05, 10_080, 8);
        sum.ShouldBe(0.025, 0.001);
        double before = online.Level(10_071, 0.05, 10_080, 8);
        online.Opened(10);
        online.Level(10_072, 0.05, 10_080, 8).ShouldBe(before * 21, before * 0.1);
        online.Level(10_072 + (100 * 1440), 0.05, 10_080, 8).ShouldBeLessThan(before * 10);
    }

    [Fact]
    public void A_state_written_and_read_goes_on_identically()
    {
        AlertSelector whole = new(Options), first = new(Options);
        AlertSelector? second = null;
        var random = new Random(6);
        for (int minute = 1; minute < 3000; minute++)
        {
            BurstReport[] reports = [.. Enumerable.Range(1, 12).Select(key => Report((ulong)key, Math.Pow(random.NextDouble(), 30), random.Next(5, 100), 5, random.NextDouble()))];
            if (minute == 1500)
            {
                second = new AlertSelector(Options);
                second.Read(Bytes(first));
            }

            whole.Begin(minute);
            whole.Add(1, 60, true, reports);
            AlertSelector other = second ?? first;
            other.Begin(minute);
            other.Add(1, 60, true, reports);
            other.End().ToArray().ShouldBe(whole.End().ToArray());
        }

        Bytes(second!).ShouldBe(Bytes(whole));
    }

    private static int Opened(bool mayOpen)
    {
        AlertSelector selector = new(Options);
        selector.Begin(10);
        selector.Add(0, 10, mayOpen, [Report(1, 1e-20)]);
        return selector.End().ToArray().Count(outcome => outcome.HasOpened);
    }

    private static BurstReport Report(ulong key, double p, long count = 50, double expected = 5, double hourP = 1e-9)
    {
        BurstReport report = new() { Key = key, P = p, Strongest = Scale.Hour, RatioLow = 3 };
        for (int scale = 0; scale < Scales.Count; scale++) report.Windows[scale] = new WindowTest(count, expected, 2, scale == (int)Scale.Hour ? hourP : 1);
        return report;
    }

    private static byte[] Bytes(AlertSelector selector)
    {
        var bytes = new ArrayBufferWriter<byte>();
        selector.Write(bytes);
        return bytes.WrittenSpan.ToArray();
    }
}
