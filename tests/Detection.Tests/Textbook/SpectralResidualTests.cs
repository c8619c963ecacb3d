using Houle.Detection.Textbook.SpectralResidual;

namespace Houle.Detection.Tests.Textbook;

/// <summary>Against the results of ML.NET's tests and samples.</summary>
public sealed class SpectralResidualTests
{
    [Theory]
    [InlineData(-1)]
    [InlineData(24)]
    [InlineData(26)]
    [InlineData(512)]
    public void One_spike_is_found_with_expected_value_and_bounds_in_any_batch(int batch)
    {
        SpectralResidualRow[] rows = Detect("anomaly_detection", .35, 98, batch: batch);
        Alerts(rows).ShouldBe([20]);
        rows[20].Expected.ShouldBe(5.00, 0.01);
        rows[20].Unit.ShouldBe(5.00, 0.01);
        rows[20].Upper.ShouldBe(5.01, 0.01);
        rows[20].Lower.ShouldBe(4.99, 0.01);
    }

    [Fact]
    public void Magnitudes_equal_ml_net()
    {
        double[] magnitudes =
        [
            .21, .11, .03, .01, .03, .06, .02, .01, .01, .01, 0, .01, .01, .02, .07, .08, .02, .05, .12, .17, .80, .16, .11, .05, .11, .19,
        ];
        SpectralResidualRow[] rows = Detect("anomaly_detection", .35, 98);
        for (int i = 0; i < rows.Length; i++) rows[i].Magnitude.ShouldBe(magnitudes[i], 0.0051, $"row {i}");
    }

    [Theory]
    [InlineData("big_spike_data", 26)]
    [InlineData("anomaly_at_beginning", 1)]
    public void A_single_anomaly_is_the_only_alert(string name, int row)
    {
        SpectralResidualRow[] rows = Detect(name, .3, 80);
        Alerts(rows).ShouldBe([row]);
        if (row == 1) ShouldBeInsideBoundsWithoutAlert(rows, MlNet.Input(name));
    }

    [Theory]
    [InlineData("period_anomaly", .23, 63, SrCnnDeseasonalityMode.Mean)]
    [InlineData("period_anomaly", .23, 63, SrCnnDeseasonalityMode.Median)]
    [InlineData("period_no_anomaly", .3, 64, SrCnnDeseasonalityMode.Mean)]
    [InlineData("period_no_anomaly", .3, 64, SrCnnDeseasonalityMode.Median)]
    public void With_a_period_a_changed_day_is_one_run_of_alerts(string name, double threshold, double sensitivity, SrCnnDeseasonalityMode mode)
    {
        SpectralResidualRow[] rows = Detect(name, threshold, sensitivity, 288, mode);
        Alerts(rows).ShouldBe(name == "period_anomaly" ? Enumerable.Range(2988, 108) : []);
        ShouldBeInsideBoundsWithoutAlert(rows, MlNet.Input(name));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void Expected_values_have_the_sign_of_the_input(int sign)
    {
        double[] input = [.. MlNet.Input("non_negative_case").Select(value => sign * value)];
        var options = new SpectralResidualOptions { Threshold = .1, Sensitivity = 99, BatchSize = -1 };
        foreach (SpectralResidualRow row in SpectralResidualDetector.DetectEntire(input, options)) (sign * row.Expected).ShouldBeGreaterThanOrEqualTo(0);
    }

    [Fact]
    public void Streaming_variant_alerts_on_the_spike_only()
    {
        var detector = new SrCnnDetector(16, 5, 5, 3, 8, .35);
        double[] input = MlNet.Input("anomaly_detection");
        Enumerable.Range(0, input.Length).Where(i => detector.Next(input[i]).Alert).ShouldBe([20]);
    }

    [Theory]
    [InlineData(64, 5, 5)]
    [InlineData(16, 5, 5)]
    [InlineData(33, 1, 8)]
    public void Streaming_saliency_is_that_of_the_whole_window_by_fast_transforms(int window, int appended, int lookAhead)
    {
        var random = new Random(window);
        var streaming = new WindowSaliency(window, appended, lookAhead, 3, window);
        for (int round = 0; round < 50; round++)
        {
            double[] values = [.. Enumerable.Range(0, window).Select(i => Math.Pow(10, round % 9) * (Math.Sin(i) + random.NextDouble()))];
            double[] whole = Saliency.Of(values, appended, lookAhead, 3);
            ReadOnlySpan<double> got = streaming.Of(values);
            for (int i = 0; i < window; i++) got[i].ShouldBe(whole[i], 1e-9 * whole.Max(), $"round {round}, point {i}");
        }
    }

    [Fact]
    public void Streaming_points_allocate_nothing()
    {
        var detector = new SrCnnDetector();
        for (int i = 0; i < 100; i++) detector.Next(i % 13);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++) detector.Next(i % 97 == 0 ? i : i % 13);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    private static void ShouldBeInsideBoundsWithoutAlert(SpectralResidualRow[] rows, double[] input)
    {
        for (int i = 0; i < rows.Length; i++)
            (input[i] >= rows[i].Lower && input[i] <= rows[i].Upper).ShouldBe(!rows[i].Alert, $"row {i}: {input[i]} {rows[i]}");
    }

    private static SpectralResidualRow[] Detect(
        string name, double threshold, double sensitivity, int period = 0, SrCnnDeseasonalityMode mode = default, int batch = -1) =>
        SpectralResidualDetector.DetectEntire(MlNet.Input(name), new SpectralResidualOptions
        {
            Threshold = threshold, Sensitivity = sensitivity, Period = period, BatchSize = batch, DeseasonalityMode = mode,
        });

    private static IEnumerable<int> Alerts(SpectralResidualRow[] rows) => Enumerable.Range(0, rows.Length).Where(i => rows[i].Alert);
}
