using Houle.Detection.Audience;

namespace Houle.Detection.Tests.Audience;

public sealed class PodDetectorTests(ITestOutputHelper output)
{
    private const long WindowMs = 10_000;

    [Fact]
    public void A_planted_pod_is_found_whole_and_alone()
    {
        List<(int, int, long)> acts = Crowd(new Random(1));
        Random random = new(2);
        for (int post = 0; post < 25; post++)
        {
            long at = 5_000_000 + random.Next(10_000_000);
            for (int member = 0; member < 8; member++) acts.Add((9_000 + member, post, at + random.Next(4_000)));
        }

        List<List<int>> groups = PodDetector.Groups(PodDetector.Find(acts, WindowMs, 0.01));
        groups.ShouldHaveSingleItem().ShouldBe(Enumerable.Range(9_000, 8));
    }

    [Fact]
    public void Crowds_without_coordination_have_no_more_pods_than_the_level_allows()
    {
        int withPods = 0;
        for (int seed = 0; seed < 20; seed++)
        {
            if (PodDetector.Find(Crowd(new Random(seed)), WindowMs, 0.05).Count > 0) withPods++;
        }

        output.WriteLine($"{withPods} of 20 crowds, seeds 0 to 19");
        withPods.ShouldBeLessThanOrEqualTo(4); // at a rate of 0.05, five or more have a chance of 0.3%
    }

    [Fact]
    public void Order_of_the_acts_does_not_matter()
    {
        List<(int, int, long)> acts = Crowd(new Random(3));
        for (int post = 0; post < 12; post++)
        {
            acts.Add((9_000, post, 777_000 + post));
            acts.Add((9_001, post, 778_000 + post));
        }

        (int, int, long)[] shuffled = [.. acts];
        new Random(9).Shuffle(shuffled);
        PodDetector.Find(shuffled, WindowMs, 0.05).ShouldBe(PodDetector.Find(acts, WindowMs, 0.05));
    }

    [Fact]
    public void Nothing_in_nothing_out() => PodDetector.Find([], WindowMs, 0.05).ShouldBeEmpty();

    /// <summary>300 accounts on 200 posts over three hours each, some accounts far busier than others.</summary>
    private static List<(int, int, long)> Crowd(Random random)
    {
        List<(int, int, long)> acts = [];
        for (int post = 0; post < 200; post++)
        {
            for (int account = 0; account < 300; account++)
            {
                if (random.NextDouble() < 0.02 + (account < 20 ? 0.3 : 0)) acts.Add((account, post, random.Next(10_800_000)));
            }
        }

        return acts;
    }
}
