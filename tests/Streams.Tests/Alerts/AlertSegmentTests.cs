using Houle.Streams.Alerts;

namespace Houle.Streams.Tests.Alerts;

public sealed class AlertSegmentTests
{
    /// <summary>The bound is the share at which so many or more lie z standard errors up: found by halving, not by the formula.</summary>
    [Theory]
    [InlineData(5, 5)]
    [InlineData(5, 9)]
    [InlineData(27, 41)]
    [InlineData(60, 128)]
    [InlineData(128, 128)]
    public void Lower_bound_is_where_the_score_test_ends(int people, int of)
    {
        double low = 0, high = (double)people / of;
        for (int i = 0; i < 100; i++)
        {
            double middle = (low + high) / 2;
            bool refused = ((double)people / of) - middle > 3.0902 * Math.Sqrt(middle * (1 - middle) / of);
            (low, high) = refused ? (middle, high) : (low, middle);
        }

        new AlertSegment("s", people, of, 0).ShareLow.ShouldBe(low, 1e-9);
    }

    [Theory]
    [InlineData(27, 41, 0.2, true)]
    [InlineData(10, 41, 0.2, false)] // a quarter, where a fifth is usual
    [InlineData(5, 8, 0.2, false)] // too few to be sure
    [InlineData(41, 41, 0.7, false)] // no share can be half as much again
    [InlineData(41, 41, 0.5, true)]
    public void Segment_carries_what_is_clearly_more_of_it_than_usual(int people, int of, double usual, bool expected) =>
        new AlertSegment("s", people, of, usual).Carries.ShouldBe(expected);

    [Fact]
    public void Segment_of_the_usual_share_hardly_ever_carries()
    {
        Random random = new(5);
        int carried = 0;
        for (int i = 0; i < 100_000; i++)
        {
            int of = 5 + random.Next(124), people = 0;
            double usual = 0.05 + (0.4 * random.NextDouble());
            for (int person = 0; person < of; person++) people += random.NextDouble() < usual ? 1 : 0;
            if (people >= 5 && new AlertSegment("s", people, of, usual).Carries) carried++;
        }

        carried.ShouldBeLessThan(60); // of a hundred thousand; without the factor a hundred would be right
    }
}
