using System.Security.Cryptography;
using System.Text;
using Houle.Avro.Binary;
using Houle.Avro.Lists;
using Houle.Events;
using Houle.Streams.Alerts;
using Houle.Streams.Alerts.Text;
using Houle.Streams.Select;
using Houle.Streams.Tests.Oracle;
using Houle.Streams.Topology;

namespace Houle.Streams.Tests.Signals;

/// <summary>Stock from another city's store: who is told to take what from whom.</summary>
public sealed class TransferTests(ITestOutputHelper output)
{
    [Fact]
    public void Advice_is_equal_however_the_work_is_cut_and_killed()
    {
        Dictionary<string, string> ways = [];
        int transfers = 0;
        for (int seed = 0; seed < 8; seed++)
        {
            int partitions = 1 + (seed % 3);
            TopologyOptions options = TransferFeed.Options(partitions, activityPartitions: 1 + (seed % 4)) with
            {
                Detection = SignalFeed.Detection with { CheckpointBytesMin = seed % 3 == 0 ? 1 : 20_000 * seed },
            };
            Harness harness = new(seed, options, TransferFeed.Make(seed: 7, partitions), faults: seed % 2 == 0);
            harness.Run(crashRate: 0.01 * (seed % 3));
            List<byte[]> alerts = harness.Values(TopicNames.Alerts);
            transfers = alerts.Select(value => AlertCodec.Read(value)).Sum(alert => alert.Do.Count(advice => advice.FromCell is not null));
            ways.TryAdd(Convert.ToHexString(SHA256.HashData([.. alerts.Select(SHA256.HashData).Select(Convert.ToHexString).Order(StringComparer.Ordinal).SelectMany(Encoding.ASCII.GetBytes)])), $"seed {seed}");
        }

        transfers.ShouldBeGreaterThan(3);
        ways.Count.ShouldBe(1, string.Join(", ", ways));
    }

    [Fact]
    public void Store_without_a_donor_in_its_city_is_told_of_another_city_s_in_three_languages()
    {
        List<AlertRecord> alerts = Alerts(Run(TransferFeed.Options(2, 2), seed: 7));
        AlertRecord told = alerts.First(alert => alert is { Cell: TransferFeed.Huy, Entity: "lamp", Category: AlertCategory.Signal });
        AlertAdvice advice = told.Do.ShouldHaveSingleItem();
        (advice.Action, advice.FromStore, advice.FromCell).ShouldBe((StoreAction.Transfer, "namur-1", TransferFeed.Namur));
        string units = System.Text.RegularExpressions.Regex.Match(advice.Reason, "can spare ([0-9]+)").Groups[1].Value;
        advice.Reason.ShouldEndWith($"namur-1 (Namur) can spare {units}, and nothing swells there.");
        advice.ReasonFr.ShouldEndWith($"namur-1 (Namur) peut en céder {units}, et rien n’y monte.");
        advice.ReasonNl.ShouldEndWith($"namur-1 (Namur) kan er {units} missen, en daar neemt niets toe.");
        Sentences.In(AlertLanguage.English).Tell(told, PlainNames.Instance).Actions.ShouldContain(line => line.What.Contains("namur-1 (Namur)"));
        alerts.ShouldContain(alert => alert.Category == AlertCategory.Swell && alert.Cell == TransferFeed.Liege && alert.Do.Any(store => store.FromCell == TransferFeed.Huy), "the swell, from the nearer one that still had some");
    }

    [Fact]
    public void Stores_short_at_the_same_minute_are_not_told_of_the_same_units()
    {
        List<AlertRecord> alerts = Alerts(Run(TransferFeed.Options(1, 3), seed: 7));
        AlertRecord[] soap = [.. alerts.Where(alert => alert is { Entity: "soap", State: AlertState.Opened })];
        soap.Select(alert => alert.Cell).ShouldBe([TransferFeed.Huy, TransferFeed.Liege], ignoreOrder: true);
        soap.Select(alert => alert.UpdatedAtMs).Distinct().ShouldHaveSingleItem();
        AlertAdvice huy = soap.Single(alert => alert.Cell == TransferFeed.Huy).Do[0], liege = soap.Single(alert => alert.Cell == TransferFeed.Liege).Do[0];
        (huy.FromStore, liege.FromStore).ShouldBe(("namur-2", "namur-2"));
        Told(liege).ShouldBe(Told(huy) - huy.LacksUnits!.Value);

        AlertAdvice[] wax = [.. alerts.First(alert => alert is { Entity: "wax", State: AlertState.Opened }).Do.Where(store => store.LacksUnits is not null)];
        wax.Select(store => (store.Store, store.FromStore, store.FromCell)).ShouldBe([("namur-1", "namur-2", null), ("namur-3", "namur-2", null)]);
        Math.Abs(Told(wax[1]) - (Told(wax[0]) - wax[0].LacksUnits!.Value)).ShouldBeLessThanOrEqualTo(1);
    }

    [Fact]
    public void Donors_are_those_that_a_naive_search_of_the_raw_events_finds()
    {
        for (int seed = 7; seed < 10; seed++)
        {
            TopologyOptions options = TransferFeed.Options(1 + (seed % 2), 2);
            List<PlainStream> streams = TransferFeed.Make(seed, options.Streams[0].Partitions);
            Harness harness = Run(options, seed);
            NaiveDonors naive = new(options, streams);
            int offers = 0, told = 0;
            foreach (SpareRecord spare in Spares(harness))
            {
                foreach ((string product, SpareUnits units) in spare.Offers.Where(offer => offer.Units.Units > 0))
                {
                    (units.Store, units.Units).ShouldBe(naive.Best(spare.Cell, product, (spare.Minute + 1) * TransferFeed.Minute), $"seed {seed}, {spare.Cell}, {product}");
                    offers++;
                }
            }

            foreach (AlertRecord alert in Alerts(harness))
            {
                foreach (AlertAdvice advice in alert.Do)
                {
                    if (naive.Donor(alert, advice) is not { } donor) continue;
                    (advice.FromCell, advice.FromStore).ShouldBe((donor.Cell, donor.Store), $"seed {seed}: {alert.Cell} {alert.Entity} at {alert.UpdatedAtMs}: {advice.Reason}");
                    if (donor.Cell is not null) Math.Abs(Told(advice) - donor.Units).ShouldBeLessThanOrEqualTo(3 + (donor.Units / 4));
                    told++;
                }
            }

            output.WriteLine($"seed {seed}: {offers} offers, {told} searches");
            offers.ShouldBeGreaterThan(40);
            told.ShouldBeGreaterThan(3);
        }
    }

    [Fact]
    public void Spare_that_moves_by_a_unit_revises_no_alert()
    {
        Harness with = Run(TransferFeed.Options(1, 1), seed: 7), without = Run(Apart(TransferFeed.Options(1, 1)), seed: 7);
        long from = TransferFeed.StartMs + (3 * TransferFeed.Day) + (9 * TransferFeed.Hour), until = from + (2 * TransferFeed.Hour);
        Spares(with).Count(spare => spare.Cell == TransferFeed.Namur && spare.Offers.Any(offer => offer.Product == "lamp") && spare.Minute * TransferFeed.Minute >= from && spare.Minute * TransferFeed.Minute < until)
            .ShouldBeInRange(1, 4, "though forty are sold in that time");
        Spares(without).ShouldBeEmpty();
        int Revisions(Harness harness) => Alerts(harness).Count(alert => alert is { Cell: TransferFeed.Liege, Category: AlertCategory.Swell, Entity: "lamp" });
        Revisions(with).ShouldBeLessThanOrEqualTo(Revisions(without) + 1, "another donor is news once");
        Alerts(without).SelectMany(alert => alert.Do).ShouldAllBe(advice => advice.FromCell == null);
        Alerts(without).SelectMany(alert => alert.Do).ShouldContain(advice => advice.Reason.Contains("No other store of the city"));
    }

    [Fact]
    public void Nothing_near_to_spare_is_said_as_such()
    {
        TopologyOptions options = TransferFeed.Options(1, 1);
        options = options with { Signals = options.Signals! with { Near = NearCities.Of(TransferFeed.Places, 30) } };
        AlertRecord alert = Alerts(Run(options, seed: 7)).First(alert => alert is { Cell: TransferFeed.Liege, Entity: "soap" });
        alert.Do[0].Action.ShouldBe(StoreAction.HoldMarkdown);
        alert.Do[0].Reason.ShouldEndWith("No store nearby can spare any: do not discount it.");
        alert.Do[0].LacksUnits!.Value.ShouldBeGreaterThan(3);
    }

    [Fact]
    public void Cities_near_are_those_of_the_country_within_the_distance_nearest_first()
    {
        IReadOnlyDictionary<string, IReadOnlyList<string>> near = NearCities.Of(TransferFeed.Places, 100);
        near[TransferFeed.Liege].ShouldBe([TransferFeed.Huy, TransferFeed.Namur]);
        near[TransferFeed.Huy].ShouldBe([TransferFeed.Liege, TransferFeed.Namur], ignoreOrder: true);
        near.ContainsKey(TransferFeed.Maastricht).ShouldBeFalse();
        NearCities.Of(TransferFeed.Places, 120)[TransferFeed.Liege].ShouldBe([TransferFeed.Huy, TransferFeed.Namur, TransferFeed.Arlon]);
        NearCities.Of(TransferFeed.Places, 0).ShouldBeEmpty();
        NearCities.Of([.. Enumerable.Range(0, 100).Select(i => ($"be/{i}", 50.0 + (i * 1e-4), 5.0))], 100)["be/0"].ShouldBe(Enumerable.Range(1, NearCities.Max).Select(i => $"be/{i}"));
    }

    [Fact]
    public void Offers_past_the_limit_are_not_taken_and_are_counted()
    {
        SpareStocks stocks = new();
        for (int city = 0; city < (SpareStocks.OffersMax / 1_000) + 1; city++)
        {
            RecordListBuilder<SpareOffer> offers = new();
            for (int i = 0; i < 1_000; i++) offers.Add(new SpareOffer { Product = Encoding.UTF8.GetBytes($"p{i}"), Store = "s"u8, Units = 5 });
            Avro.Binary.ByteBuffer bytes = new();
            new SpareStock { Cell = Encoding.UTF8.GetBytes($"be/{city}"), AsOfMs = 600_000, Offers = offers.List }.WriteSingleObject(bytes);
            stocks.Take(new SpareRecord(SingleObject.Body(bytes.Written)));
        }

        stocks.PassTo(9);
        (stocks.Count, stocks.Dropped).ShouldBe((SpareStocks.OffersMax, 1_000));
        stocks.Of("p1", "be/1", 9).ShouldBe(new SpareUnits("s", 5, 9));
        stocks.Of("p1", "be/1", 9 + 1440).ShouldBeNull("nobody confirmed it for a day");
    }

    private static TopologyOptions Apart(TopologyOptions options) => options with { Signals = options.Signals! with { Near = NearCities.Of(TransferFeed.Places, 0) } };

    private static long Told(AlertAdvice advice) => long.Parse(System.Text.RegularExpressions.Regex.Match(advice.Reason, "can spare ([0-9]+)").Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);

    private static Harness Run(TopologyOptions options, int seed)
    {
        Harness harness = new(seed, options, TransferFeed.Make(seed, options.Streams[0].Partitions), faults: false);
        harness.Run(crashRate: 0);
        return harness;
    }

    private static List<AlertRecord> Alerts(Harness harness) => [.. harness.Values(TopicNames.Alerts).Select(value => AlertCodec.Read(value)).OrderBy(alert => alert.UpdatedAtMs).ThenBy(alert => alert.Cell, StringComparer.Ordinal).ThenBy(alert => alert.Entity, StringComparer.Ordinal)];

    private static List<SpareRecord> Spares(Harness harness) =>
    [
        .. harness.Values(TopicNames.Candidates).Where(value => SingleObject.TryReadFingerprint(value, out ulong print) && print == SpareStock.Fingerprint)
            .Select(value => new SpareRecord(SingleObject.Body(value))).OrderBy(spare => spare.Minute).ThenBy(spare => spare.Cell, StringComparer.Ordinal),
    ];
}
