using System.Security.Cryptography;
using System.Text;
using Houle.Avro.Binary;
using Houle.Events;
using Houle.Streams.Alerts;
using Houle.Streams.Tests.Oracle;
using Houle.Streams.Topology;

namespace Houle.Streams.Tests.Signals;

/// <summary>The join across streams: contracts C1, C2 and C6 for signals, and what alerts get from them.</summary>
public sealed class SignalTests(ITestOutputHelper output)
{
    [Fact]
    public void Signals_and_joined_alerts_are_equal_however_the_work_is_cut_and_killed()
    {
        Dictionary<string, string> ways = [];
        int signals = 0, updates = 0;
        for (int seed = 0; seed < 10; seed++)
        {
            int partitions = 1 + (seed % 3);
            TopologyOptions options = SignalFeed.Options(partitions, activityPartitions: 1 + (seed % 4)) with
            {
                ResultPartitions = 1 + (seed % 2), Detection = SignalFeed.Detection with { CheckpointBytesMin = seed % 3 == 0 ? 1 : 60_000 * seed },
            };
            Harness harness = new(seed, options, SignalFeed.Make(seed: 77, partitions, late: false), faults: seed % 2 == 0);
            harness.Run(crashRate: 0.01 * (seed % 3));
            ways.TryAdd(Hash(harness), $"seed {seed}");
            signals = harness.Values(TopicNames.Signals).Count;
            updates = Alerts(harness).Count(alert => alert.Do.Count > 0);
        }

        output.WriteLine($"{signals} signals, {updates} records of alerts with advice");
        signals.ShouldBeGreaterThan(20);
        updates.ShouldBeGreaterThan(3);
        ways.Count.ShouldBe(1, string.Join(", ", ways));
    }

    [Fact]
    public void Signals_say_what_a_naive_join_of_the_raw_events_says()
    {
        for (int seed = 0; seed < 3; seed++)
        {
            TopologyOptions options = SignalFeed.Options(1 + seed, activityPartitions: 2);
            List<PlainStream> streams = SignalFeed.Make(seed, 1 + seed, late: true);
            Harness harness = new(seed, options, streams, faults: seed == 1);
            harness.Run(crashRate: seed == 1 ? 0.01 : 0);
            NaiveJoin naive = new(options, streams);
            NaiveCarriers carriers = new(options.Detection!, naive.Posts, harness.Values(TopicNames.Candidates));
            int carried = 0;

            List<string> actual = [], expected = [];
            foreach (byte[] value in harness.Values(TopicNames.Signals))
            {
                Signal signal = Signal.Read(SingleObject.Body(value));
                string product = Encoding.UTF8.GetString(signal.Entity);
                List<string> by = NaiveCarriers.Lines(signal.CarriedBy);
                by.ShouldBe(carriers.Lines(product, signal.WindowStartMs + signal.WindowMs), $"seed {seed}, {product}");
                carried += by.Count;
                actual.Add(NaiveJoin.Line(signal));
                expected.Add(naive.Line(product, signal.WindowStartMs + signal.WindowMs, signal.SwellSinceMs, signal.People is not null));
            }

            actual.Count.ShouldBeGreaterThan(20, $"seed {seed}");
            carried.ShouldBeGreaterThan(10, $"seed {seed}");
            for (int i = 0; i < actual.Count; i++) actual[i].ShouldBe(expected[i], $"seed {seed}");
        }
    }

    [Fact]
    public void Swell_opens_at_once_and_is_updated_with_stock_visits_and_advice()
    {
        Harness harness = new(1, SignalFeed.Options(2, 2), SignalFeed.Make(seed: 5, 2, late: false), faults: false);
        harness.Run(crashRate: 0);
        List<AlertRecord> alerts = Alerts(harness);
        foreach (AlertRecord alert in alerts.Where(alert => alert.Kind == EntityKind.Product)) output.WriteLine($"{alert.State} {alert.Revision} {alert.UpdatedAtMs} {alert.SentenceEn} | {string.Join("; ", alert.Do.Select(store => $"{store.Store} {store.Action} {store.Reason}"))}");

        AlertRecord[] swell = [.. alerts.Where(alert => alert is { Category: AlertCategory.Swell, Entity: "lamp", Cell: SignalFeed.City }).OrderBy(alert => alert.Revision)];
        swell[0].State.ShouldBe(AlertState.Opened);
        swell[0].Do.ShouldBeEmpty();
        swell[1].State.ShouldBe(AlertState.Updated);
        (swell[1].UpdatedAtMs - swell[0].UpdatedAtMs).ShouldBe(0, "the minute of the opening is the minute of its join");
        swell[1].Do.Select(store => store.Store).ShouldBe(SignalFeed.Stores);
        swell[1].Visits.ShouldNotBeNull();
        swell[1].VisitsExpected!.Value.ShouldBeGreaterThan(1);
        swell[1].DaysOfCover.ShouldNotBeNull();
        swell[^1].State.ShouldBe(AlertState.Closed);
        swell.ShouldContain(alert => alert.Do.Any(store => store.Store == "store-a" && store.Action == StoreAction.Transfer && store.FromStore != null));

        AlertRecord shortage = alerts.First(alert => alert is { Category: AlertCategory.Signal, Entity: "soap" });
        shortage.State.ShouldBe(AlertState.Opened);
        shortage.People.ShouldBeNull();
        shortage.StockOutRisk.ShouldBe(1);
        shortage.Do.Single(store => store.Store == "store-c").StockUnits.ShouldBe(0);
        shortage.OpenedAtMs.ShouldBe(SignalFeed.StartMs + (2 * SignalFeed.Day) + (14 * SignalFeed.Hour) + (8 * SignalFeed.Minute));
        foreach (IGrouping<string, AlertRecord> one in alerts.GroupBy(alert => alert.Id))
            one.Select(alert => alert.Revision).Order().ShouldBe(Enumerable.Range(0, one.Count()), one.Key);
    }

    [Fact]
    public void Swell_of_a_sound_is_updated_with_the_stock_of_the_product_it_carries()
    {
        Harness harness = new(3, SignalFeed.Options(2, 2), SignalFeed.Make(seed: 5, 2, late: false), faults: false);
        harness.Run(crashRate: 0);
        AlertRecord[] swell = [.. Alerts(harness).Where(alert => alert is { Kind: EntityKind.Sound, Entity: SignalFeed.Sound, Cell: SignalFeed.City }).OrderBy(alert => alert.Revision)];
        foreach (AlertRecord alert in swell) output.WriteLine($"{alert.State} {alert.Revision} {alert.UpdatedAtMs} {alert.SentenceEn} | {string.Join("; ", alert.Do.Select(store => $"{store.Store} {store.Product} {store.Action} {store.Reason}"))}");

        swell[0].Evidence.Carries.ShouldBeEmpty();
        AlertRecord told = swell.First(alert => alert.Evidence.Carries.Count > 0);
        AlertCarried jug = told.Evidence.Carries[0];
        jug.Product.ShouldBe("jug");
        jug.People.ShouldBeGreaterThanOrEqualTo(3);
        jug.Share.ShouldBeInRange(0.2, 0.8);
        (told.UpdatedAtMs - swell[0].UpdatedAtMs).ShouldBeLessThan(SignalFeed.Hour);
        AlertAdvice[] ofJug = [.. told.Do.Where(store => store.Product == "jug")];
        ofJug.Select(store => store.Store).ShouldBe(SignalFeed.Stores);
        ofJug.Single(store => store.Store == "store-b").Action.ShouldBeOneOf(StoreAction.Transfer, StoreAction.HoldMarkdown);
        AlertAdvice display = swell.SelectMany(alert => alert.Do).First(store => store.Action == StoreAction.Display && store.Reason.StartsWith("What carries it swells here", StringComparison.Ordinal));
        display.Product.ShouldNotBeNull();
        display.ReasonFr.ShouldStartWith("Ce qui le porte monte ici");
        display.ReasonNl.ShouldStartWith("Wat het meedraagt");
        told.StockOutRisk.ShouldNotBeNull();
        told.SentenceEn.ShouldContain("% also name “jug”, stock at store-b lasts");
        told.SentenceFr.ShouldContain("citent aussi «\u00A0jug\u00A0»");
        told.SentenceNl.ShouldContain("noemt ook ‘jug’");
    }

    [Fact]
    public void Intents_and_mentions_of_fewer_people_than_k_are_withheld()
    {
        TopologyOptions options = SignalFeed.Options(1, 1);
        options = options with { Detection = SignalFeed.Detection with { PeopleMin = 30 } };
        Harness harness = new(2, options, SignalFeed.Make(seed: 9, 1, late: false), faults: false);
        harness.Run(crashRate: 0);

        long withheld = 0;
        foreach (byte[] value in harness.Values(TopicNames.Signals))
        {
            Signal signal = Signal.Read(SingleObject.Body(value));
            if (signal.Intents == 0) withheld++;
            if (signal.People is { } people) people.ShouldBeGreaterThanOrEqualTo(30);
            else signal.Mentions.ShouldBe(0);
            foreach (SignalCarrier carrier in signal.CarriedBy) carrier.People.ShouldBeGreaterThanOrEqualTo(30);
        }

        withheld.ShouldBeGreaterThan(5);
    }

    [Theory]
    [InlineData(int.MaxValue, false)]
    [InlineData(600, true)]
    public void Join_waits_so_long_and_no_longer_for_a_stream_that_is_silent(int minutes, bool joins)
    {
        TopologyOptions options = SignalFeed.Options(1, 1);
        options = options with { Signals = options.Signals! with { WaitMinutesMax = minutes } };
        List<PlainStream> streams = SignalFeed.Make(seed: 5, 1, late: false);
        streams[3] = new PlainStream(Events.Stream.FootTraffic, [[]]);
        Harness harness = new(1, options, streams, faults: false);
        harness.Run(crashRate: 0);

        harness.Values(TopicNames.Signals).Count.ShouldBeInRange(joins ? 20 : 0, joins ? 1_000 : 0);
        Alerts(harness).Any(alert => alert is { Entity: "lamp", State: AlertState.Updated } && alert.Do.Count > 0).ShouldBe(joins);
    }

    [Fact]
    public void Nothing_is_joined_where_no_city_has_stores()
    {
        TopologyOptions options = SignalFeed.Options(1, 1) with { Signals = null };
        Harness harness = new(2, options, SignalFeed.Make(seed: 9, 1, late: false), faults: false);
        harness.Run(crashRate: 0);

        harness.Values(TopicNames.Signals).ShouldBeEmpty();
        Alerts(harness).ShouldContain(alert => alert.Entity == "lamp" && alert.State == AlertState.Closed);
    }

    private static List<AlertRecord> Alerts(Harness harness) => [.. harness.Values(TopicNames.Alerts).Select(value => AlertCodec.Read(value))];

    private static string Hash(Harness harness)
    {
        IEnumerable<byte[]> digests = harness.Values(TopicNames.Signals).Select(SHA256.HashData).Concat(harness.Values(TopicNames.Alerts).Select(SHA256.HashData));
        return Convert.ToHexString(SHA256.HashData([.. digests.Select(Convert.ToHexString).Order(StringComparer.Ordinal).SelectMany(Encoding.ASCII.GetBytes)]));
    }
}
