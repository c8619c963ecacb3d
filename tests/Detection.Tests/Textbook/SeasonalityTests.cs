using Houle.Detection.Textbook.Seasonality;

namespace Houle.Detection.Tests.Textbook;

public sealed class SeasonalityTests
{
    [Theory]
    [InlineData(100, -1, 6)]
    [InlineData(100, 60, 6)]
    [InlineData(20, -1, -1)]
    [InlineData(100, 20, -1)]
    public void A_sine_has_its_period_once_enough_of_it_is_seen(int length, int window, int period) =>
        SeasonalityDetector.Detect([.. Enumerable.Range(0, length).Select(x => Math.Sin(2 * Math.PI + x))], window).ShouldBe(period);

    [Fact]
    public void Noise_has_no_period()
    {
        var random = new Random(7);
        int found = Enumerable.Range(0, 200).Count(_ =>
            SeasonalityDetector.Detect([.. Enumerable.Range(0, 300).Select(_ => random.NextDouble())], -1, 0.9999) != -1);
        found.ShouldBeLessThan(10);
    }

    [Fact]
    public void A_week_of_hours_is_found_under_a_trend() =>
        SeasonalityDetector.Detect([.. Enumerable.Range(0, 1000).Select(h => 5 * h + 100 * Math.Cos(h * 2 * Math.PI / 24))]).ShouldBe(24);

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(500)]
    public void Empty_tiny_and_constant_series_have_none(int length) =>
        SeasonalityDetector.Detect(Enumerable.Repeat(3.5, length).ToArray()).ShouldBe(-1);
}
