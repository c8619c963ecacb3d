using Houle.Detection.Textbook;
using Houle.Detection.Textbook.Iid;

namespace Houle.Detection.Tests.Textbook;

/// <summary>Against ML.NET's own baselines and samples.</summary>
public sealed class IidDetectorTests
{
    private const double PTolerance = 1e-6;

    [Fact]
    public void Iid_spike_equals_every_row_of_the_baseline_on_both_sides()
    {
        double[] input = MlNet.Input("real_1", 1);
        double[][] expected = MlNet.Expected("SavePipeIidSpike");
        var positive = new IidSpikeDetector(99.5, 200, AnomalySide.Positive);
        var negative = new IidSpikeDetector(99.5, 200, AnomalySide.Negative);
        expected.Length.ShouldBe(input.Length);
        for (int i = 0; i < input.Length; i++)
        {
            Check(positive.Next(input[i]), expected[i][1], expected[i][2], expected[i][3], i);
            Check(negative.Next(input[i]), expected[i][4], expected[i][5], expected[i][6], i);
        }
    }

    [Fact]
    public void Iid_change_point_equals_every_row_of_the_baseline_with_both_martingales()
    {
        double[] input = MlNet.Input("real_11", 1);
        double[][] expected = MlNet.Expected("SavePipeIidChangePoint");
        var power = new IidChangePointDetector(83, 100);
        var mixture = new IidChangePointDetector(83, 100, MartingaleType.Mixture);
        int alerts = 0;
        expected.Length.ShouldBe(input.Length);
        for (int i = 0; i < input.Length; i++)
        {
            ChangePointPrediction one = power.Next(input[i]), two = mixture.Next(input[i]);
            Check(one, expected[i][1], expected[i][2], expected[i][3], expected[i][4], i);
            Check(two, expected[i][5], expected[i][6], expected[i][7], expected[i][8], i);
            alerts += (one.Alert ? 1 : 0) + (two.Alert ? 1 : 0);
        }

        alerts.ShouldBe(28);
    }

    [Fact]
    public void Iid_spike_equals_the_sample_of_ten_points()
    {
        var detector = new IidSpikeDetector(80, 2);
        double[] p = [.5, .5, .5, .5, .5, 0, .261375, .261375, .5, .5];
        double[] values = [5, 5, 5, 5, 5, 10, 5, 5, 5, 5];
        for (int i = 0; i < values.Length; i++) Check(detector.Next(values[i]), i == 5 ? 1 : 0, values[i], p[i], i);
    }

    [Fact]
    public void Iid_change_point_equals_the_sample_of_ten_points()
    {
        var detector = new IidChangePointDetector(80, 10);
        double[] martingale = [5.1200000000000114e-8, 5.120000004608021e-8, 5.1200000092160303e-8, 5.12000001382404e-8];
        for (int i = 0; i < 4; i++) Check(detector.Next(5), 0, 5, i == 0 ? .5 : .4999999995, martingale[i], i);
    }

    [Fact]
    public void Iid_change_point_alerts_once_where_five_becomes_seven()
    {
        var detector = new IidChangePointDetector(95, 4);
        ChangePointPrediction[] all = [.. Enumerable.Range(0, 16).Select(i => detector.Next(i < 8 ? 5 : 7))];
        all.Select((one, i) => (one.Alert, i)).Where(one => one.Alert).Select(one => one.i).ShouldBe([8]);
        double[] p = [0, .13, .26, .38, .50, .50, .50];
        double[] martingale = [10298.67, 33950.16, 60866.34, 78362.04, .01, 0, 0];
        for (int i = 0; i < p.Length; i++)
        {
            all[8 + i].PValue.ShouldBe(p[i], 0.0051);
            all[8 + i].Martingale.ShouldBe(martingale[i], 0.0051 + 1e-5 * martingale[i]);
        }
    }

    private static void Check(SpikePrediction got, double alert, double score, double p, int row)
    {
        (got.Alert ? 1 : 0).ShouldBe((int)alert, $"row {row}");
        got.Score.ShouldBe(score, Math.Abs(score) * 1e-6 + 1e-12, $"row {row}");
        got.PValue.ShouldBe(p, PTolerance, $"row {row}");
    }

    private static void Check(ChangePointPrediction got, double alert, double score, double p, double martingale, int row)
    {
        Check(new SpikePrediction(got.Alert, got.Score, got.PValue), alert, score, p, row);
        // The baseline is single precision: nothing below 1.4e-45.
        got.Martingale.ShouldBe(martingale, 1e-5 * martingale + 1e-44, $"row {row}");
    }
}
