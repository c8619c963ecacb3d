using Houle.Detection.Explain;

namespace Houle.Detection.Tests.Explain;

public sealed class RiseSharesTests
{
    [Fact]
    public void Shares_add_up_to_the_whole_and_follow_the_excess()
    {
        var random = new Random(21);
        int rises = 0;
        for (int i = 0; i < 5000; i++)
        {
            RisePart[] parts = [.. Enumerable.Range(0, random.Next(1, 30)).Select(_ => new RisePart(random.Next(2000) * random.Next(2), random.NextDouble() * 900))];
            var shares = new long[parts.Length];
            double excess = parts.Sum(part => part.Observed - part.Expected);
            bool rose = RiseShares.Of(parts, shares);
            rose.ShouldBe(excess >= 1e-6, $"seed 21, case {i}");
            shares.Sum().ShouldBe(rose ? RiseShares.Whole : 0, $"seed 21, case {i}");
            if (!rose || excess < 1) continue;
            rises++;
            for (int k = 0; k < parts.Length; k++)
                (shares[k] / 1e6).ShouldBe((parts[k].Observed - parts[k].Expected) / excess, 2e-5, $"seed 21, case {i}, part {k}");
        }

        rises.ShouldBeGreaterThan(1000);
    }

    [Fact]
    public void What_the_parts_leave_is_the_rest()
    {
        var shares = new long[2];
        RiseShares.Of([new RisePart(60, 10), new RisePart(30, 5)], 100, shares, out long rest).ShouldBeTrue();
        shares.ShouldBe([500_000, 250_000]);
        rest.ShouldBe(250_000);
    }

    [Fact]
    public void A_part_that_fell_has_a_negative_share()
    {
        var shares = new long[2];
        RiseShares.Of([new RisePart(130, 10), new RisePart(0, 20)], shares).ShouldBeTrue();
        shares.ShouldBe([1_200_000, -200_000]);
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(1, -1)]
    [InlineData(1, double.NaN)]
    [InlineData(1, double.PositiveInfinity)]
    public void Parts_out_of_range_are_refused(long observed, double expected) =>
        Should.Throw<ArgumentException>(() => RiseShares.Of([new RisePart(observed, expected)], new long[1]));

    [Fact]
    public void Nothing_rose_is_said_and_leaves_zeros()
    {
        var shares = new long[] { 9, 9 };
        RiseShares.Of([new RisePart(3, 5), new RisePart(2, 5)], shares).ShouldBeFalse();
        shares.ShouldBe([0, 0]);
        RiseShares.Of([], []).ShouldBeFalse();
    }
}
