using Houle.Configuration;
using Houle.Hosting;
using Houle.Streams.Log;
using Houle.Streams.Topology;

namespace Houle.Tests.Hosting;

public sealed class RetentionTests
{
    private const long Day = 86_400_000;

    [Fact]
    public void Topics_are_kept_for_the_days_of_their_kind()
    {
        HouleConfig config = new() { Retention = new RetentionConfig { SourcesDays = 90, WorkDays = 3, ResultsDays = 0 } };
        Dictionary<string, long> kept = HouleTopology.Topics(config.ToTopology()).ToDictionary(topic => topic.Name, topic => topic.RetentionMs);

        foreach (string source in (string[])["houle.social", "houle.intents", "houle.sales", "houle.foot-traffic", "houle.community"]) kept[source].ShouldBe(90 * Day, source);
        kept[TopicNames.Activity].ShouldBe(3 * Day);
        kept[TopicNames.Candidates].ShouldBe(3 * Day);
        kept[TopicNames.CityWindows].ShouldBe(-1);
        kept[TopicNames.Alerts].ShouldBe(-1);
    }

    [Fact]
    public void Nothing_grows_without_bound_unless_it_is_asked_for_or_trimmed()
    {
        IEnumerable<TopicDefinition> unbounded = HouleTopology.Topics(new HouleConfig().ToTopology()).Where(topic => topic.RetentionMs < 0);

        // Changelogs are trimmed; the rest are a handful of records of people's own making.
        unbounded.Select(topic => topic.Name).Where(name => !name.EndsWith("-changelog", StringComparison.Ordinal))
            .ShouldBe([TopicNames.Campaigns, TopicNames.AlertFeedback, TopicNames.Control], ignoreOrder: true);
    }
}
