using System.Text.Json.Nodes;
using Houle.Detection.Textbook;
using Houle.Detection.Textbook.Ssa;

namespace Houle.Detection.Tests.Textbook;

/// <summary>Against ML.NET's tests and samples, as written down in ../shared/data/mlnet/expected/ssa.json.</summary>
public sealed class SsaTests
{
    [Fact]
    public void Ssa_spike_on_zeros_equals_the_baseline()
    {
        double[][] expected = MlNet.Expected("SavePipeSsaSpikeNoData");
        var detector = new SsaSpikeDetector(new double[50], 99.5, 10, 5);
        expected.Length.ShouldBe(50);
        foreach (double[] row in expected) Check(detector.Next(0), row[1] != 0, row[2], row[3], 1e-6, 1e-9);
    }

    [Fact]
    public void Ssa_spike_equals_the_sample_of_sixteen_points()
    {
        double[] input = [5, 5, 5, 5, 5, 5, 5, 5, 10, 5, 5, 5, 5, 5, 5, 5];
        double[] scores = [0, 0, 0, 0, 0, 0, 0, 0, 5, -2.5, -2.5, 0, 0, 0, 0, 0];
        double[] p = [.5, .5, .5, .5, .5, .5, .5, .5, 0, .093146, .215437, .465745, .465745, .261375, .377615, .5];
        var detector = new SsaSpikeDetector(input.AsSpan(0, 8), 80, 4, 2);
        for (int i = 0; i < input.Length; i++) Check(detector.Next(input[i]), i is 8 or 9, scores[i], p[i], 1e-5, 1e-6, $"row {i}");
    }

    [Theory]
    [InlineData("seasonal_then_jump")]
    [InlineData("seasonal_then_jump_live")]
    [InlineData("five_then_hundreds_live")]
    public void Ssa_change_point_equals_ml_net(string name)
    {
        JsonNode sample = Sample("change_point", name);
        (double tolerance, double pTolerance) = Tolerances(sample);
        var detector = new SsaChangePointDetector(
            Numbers(sample, "train"), Number(sample, "confidence"), (int)Number(sample, "history"), (int)Number(sample, "seasonality"),
            comparison: Comparison(sample));
        double[] input = Numbers(sample, "input");
        JsonArray rows = sample["rows"]!.AsArray();
        rows.Count.ShouldBeGreaterThan(1);
        for (int i = 0; i < rows.Count; i++)
        {
            ChangePointPrediction got = detector.Next(input[i]);
            JsonNode row = rows[i]!;
            Check(new(got.Alert, got.Score, got.PValue), Number(row, "alert") != 0, Number(row, "score"), Number(row, "p"), tolerance, pTolerance, $"row {i}");
            double martingale = Number(row, "martingale");
            got.Martingale.ShouldBe(martingale, 1e-5 * martingale + (tolerance > 1e-3 ? tolerance : 0), $"row {i}");
        }
    }

    [Fact]
    public void Ssa_spike_equals_ml_net()
    {
        JsonNode sample = Sample("spike", "five_then_spike_live");
        (double tolerance, double pTolerance) = Tolerances(sample);
        var detector = new SsaSpikeDetector(
            Numbers(sample, "train"), Number(sample, "confidence"), (int)Number(sample, "history"), (int)Number(sample, "seasonality"),
            comparison: Comparison(sample));
        double[] input = Numbers(sample, "input");
        for (int i = 0; i < input.Length; i++)
        {
            JsonNode row = sample["rows"]![i]!;
            Check(detector.Next(input[i]), Number(row, "alert") != 0, Number(row, "score"), Number(row, "p"), tolerance, pTolerance, $"row {i}");
        }
    }

    [Theory]
    [InlineData("after_first_row")]
    [InlineData("after_training")]
    [InlineData("after_two_more")]
    [InlineData("after_three_more")]
    [InlineData("five")]
    [InlineData("five_after_zeros")]
    public void Ssa_forecast_equals_ml_net(string name)
    {
        JsonNode sample = Sample("forecast", name);
        int horizon = (int)Number(sample, "horizon");
        var forecaster = new SsaForecaster(Numbers(sample, "train"), (int)Number(sample, "window"), horizon);
        foreach (double value in Numbers(sample, "consumed")) forecaster.Next(value);
        double[] forecast = new double[horizon], lower = new double[horizon], upper = new double[horizon];
        forecaster.Forecast(Number(sample, "confidence"), forecast, lower, upper);
        for (int i = 0; i < horizon; i++)
        {
            forecast[i].ShouldBe(Numbers(sample, "forecast")[i], 1e-5);
            lower[i].ShouldBe(Numbers(sample, "lower")[i], 1e-5);
            upper[i].ShouldBe(Numbers(sample, "upper")[i], 1e-5);
        }
    }

    private static void Check(
        SpikePrediction got, bool alert, double score, double p, double tolerance, double pTolerance, string? row = null)
    {
        got.Alert.ShouldBe(alert, row);
        got.Score.ShouldBe(score, tolerance, row);
        got.PValue.ShouldBe(p, pTolerance, row);
    }

    private static (double Score, double P) Tolerances(JsonNode sample) =>
        sample["digits"]!.GetValue<string>() == "full" ? (1e-5, 1e-6) : (0.0051, 0.0051);

    private static SsaComparison Comparison(JsonNode sample) =>
        sample["mode"]!.GetValue<string>() == "live" ? SsaComparison.After : SsaComparison.Before;

    private static JsonNode Sample(string kind, string name) =>
        JsonNode.Parse(File.ReadAllText(Checkout.Shared("mlnet/expected/ssa.json")))![kind]!.AsArray()
            .Single(sample => sample!["name"]!.GetValue<string>() == name)!;

    private static double Number(JsonNode node, string name) => node[name]!.GetValue<double>();

    private static double[] Numbers(JsonNode node, string name) => [.. node[name]!.AsArray().Select(value => value!.GetValue<double>())];
}
