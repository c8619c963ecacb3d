using System.Globalization;
using Houle.Avro.Binary;
using Houle.Events;
using Houle.Streams.Alerts;
using Houle.Streams.Select;
using Houle.Streams.Tests.Oracle;
using Houle.Streams.Topology;

namespace Houle.Streams.Tests.Detect;

/// <summary>Which cities, formats and people carry a rise: candidates and alerts against a naive count.</summary>
public sealed class CarriedByTests(ITestOutputHelper output)
{
    private readonly List<PlainStream> _streams = BurstFeed.Make(seed: 21, 1, late: false);

    [Fact]
    public void Shares_of_formats_and_people_are_those_of_a_naive_count()
    {
        TopologyOptions options = BurstFeed.Options(1, 1);
        NaiveShares naive = new(
            _streams[0].Partitions[0].Where(e => e.Form == EventForm.Event), "be/liege", EntityKind.Sound, "the-swell", options.Detection!.Bursts.HalfLifeDays);
        int compared = 0, people = 0;
        Dictionary<int, CandidateTick> ticks = Ticks(Run(options)).Where(tick => tick.Cell == "be/liege").ToDictionary(tick => tick.Minute);
        foreach (int minute in naive.Minutes)
        {
            ticks.TryGetValue(minute, out CandidateTick? tick); // none while a cell makes no tests
            if (!naive.GoOn(minute, [.. tick?.Candidates.Select(one => (one.Kind, one.Entity)) ?? []]) || tick is null) continue;
            int at = tick.Candidates.ToList().FindIndex(one => one is { Kind: EntityKind.Sound, Entity: "the-swell" });
            Candidate found = tick.Candidates[at];
            found.SponsoredShare.ShouldBe(naive.Sponsored, 1e-9);
            if (found.Formats.Count == 0) continue;
            double[] formats = naive.Formats(tick.Reports[at].Best);
            foreach (AlertShare share in found.Formats)
                share.Share.ShouldBe(formats[(int)Enum.GetValues<Format>().First(format => format.Symbol() == share.Part)], 5e-6, $"minute {tick.Minute}");
            found.Formats.Sum(share => share.Share).ShouldBe(1, 1e-9);
            Dictionary<ulong, double> minutes = naive.People();
            foreach (AlertContributor one in found.Contributors)
                one.Share.ShouldBeLessThanOrEqualTo(minutes[ulong.Parse(one.Person, NumberStyles.HexNumber, CultureInfo.InvariantCulture)] + 1e-9);
            if (minutes.Count <= 32) found.Contributors.Sum(one => one.Share).ShouldBe(minutes.Values.OrderDescending().Take(10).Sum(), 1e-5);
            compared++;
            people = Math.Max(people, minutes.Count);
        }

        output.WriteLine($"{compared} ticks, up to {people} people");
        compared.ShouldBeGreaterThan(50);
        people.ShouldBeGreaterThan(32); // past the counters there are
    }

    [Fact]
    public void Alerts_say_what_carries_them()
    {
        List<AlertRecord> alerts = [.. Run(BurstFeed.Options(1, 2)).Values(TopicNames.Alerts).Select(value => AlertCodec.Read(value))];
        AlertRecord city = alerts.Last(alert => alert is { Cell: "be/liege", Entity: "the-swell" });
        AlertRecord country = alerts.First(alert => alert is { Cell: "be", Entity: "the-swell", State: AlertState.Opened });
        AlertRecord moment = alerts.First(alert => alert.Category == AlertCategory.Moment);
        foreach (AlertShare share in country.Evidence.CarriedBy.Concat(moment.Evidence.CarriedBy)) output.WriteLine(share.ToString());

        city.Evidence.CarriedBy.ShouldAllBe(part => part.Dimension == RiseDimension.Format); // a city has no city in it
        city.Evidence.Contributors[0].Share.ShouldBeGreaterThan(0.1); // one of them wrote every sixth
        city.Evidence.SponsoredShare.ShouldBeInRange(0.15, 0.3);
        country.Evidence.CarriedBy[0].ShouldSatisfyAllConditions(
            first => first.Part.ShouldBe("be/liege"), first => first.Share.ShouldBeInRange(0.8, 1.2));
        country.Evidence.CarriedBy.First(part => part.Dimension == RiseDimension.Format).Part.ShouldBe("short_video");
        moment.Evidence.CarriedBy.Count(part => part.Dimension == RiseDimension.Kind).ShouldBe(3);
        foreach (AlertRecord alert in alerts)
        {
            foreach (IGrouping<RiseDimension, AlertShare> parts in alert.Evidence.CarriedBy.GroupBy(part => part.Dimension))
                parts.Sum(part => part.Share).ShouldBe(1, 1e-9, $"{alert.Id} {parts.Key}");
        }
    }

    private Harness Run(TopologyOptions options)
    {
        Harness harness = new(4, options, _streams, faults: false);
        harness.Run(crashRate: 0);
        return harness;
    }

    private static IEnumerable<CandidateTick> Ticks(Harness harness) =>
        harness.Values(TopicNames.Candidates)
            .Where(value => SingleObject.TryReadFingerprint(value, out ulong fingerprint) && fingerprint == CandidateBlock.Fingerprint)
            .Select(value => new CandidateTick(SingleObject.Body(value)));
}
