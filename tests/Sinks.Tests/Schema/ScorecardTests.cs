using System.Globalization;
using System.Text;
using Houle.Avro.Binary;
using Houle.Avro.Lists;
using Houle.Events;
using Houle.Sinks.Client;
using Houle.Sinks.Schema;
using Houle.Sinks.Sink;
using Houle.Streams.Embedded;
using Houle.Streams.Log;
using Houle.Streams.Runtime;
using Houle.Streams.Topology;
using Microsoft.Extensions.Logging.Abstractions;

namespace Houle.Sinks.Tests.Schema;

/// <summary>From events in an embedded log, through the topology and the sinks, to the views of scorecards: against plain loops over the events.</summary>
public sealed class ScorecardTests(ClickHouseFixture fixture)
{
    private const long DayMs = 86_400_000, StartMs = 1_700_000_000_000;
    private const int KPeople = 3;
    private static readonly string[] Campaigns = ["spring", "autumn"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Scorecards_equal_a_naive_count_of_the_events(int seed)
    {
        List<Happened> events = Generate(new Random(seed));
        using TempFolder folder = new();
        using EmbeddedLog log = EmbeddedLog.Open(folder.Path, TimeProvider.System);
        using ClickHouseClient client = await fixture.EmptyDatabaseAsync();
        await RunAsync(log, events, client);
        List<Card> cards = Cards(events);
        cards.Count.ShouldBeGreaterThan(20, $"seed {seed}");
        cards.ShouldContain(card => card.Days == 7);
        cards.ShouldContain(card => card.Orders == null && card.Campaign.Length > 0, "k withholds something");

        string[] rows = await LinesAsync(
            client,
            "SELECT creator, post, days, format, campaign, variant, promo_code, partnership, disclosed, followers, toUnixTimestamp64Milli(posted_at), "
            + "toUnixTimestamp64Milli(measured_at), reach, views, round(completion, 6), likes, comments, shares, saves, engagement, round(engagement_rate, 9), price, "
            + "availability, delivery, purchase, complaint, praise, hostile, asks, steps, orders, amount_cents FROM post_scorecards");
        rows.ShouldBe(Sorted(cards.Select(card => card.Line)));

        string[] campaigns = await LinesAsync(
            client, "SELECT creator, campaign, posts, undisclosed, reach, engagement, asks, steps, cost_cents, currency, round(cost_per_engagement, 9), round(cost_per_intent, 9) FROM creator_campaigns");
        campaigns.ShouldBe(Sorted(cards.Where(card => card.Days == 7 && card.Campaign.Length > 0).GroupBy(card => (card.Creator, card.Campaign)).Select(own => CampaignLine(own, events))));

        string[] formats = await LinesAsync(
            client, "SELECT creator, format, campaign, variant, days, posts, rated_posts, round(engagement_rate, 9), round(engagement_rate_low, 6), round(engagement_rate_high, 6), partnerships, undisclosed FROM creator_scorecards");
        formats.ShouldBe(Sorted(cards.GroupBy(card => (card.Creator, card.Format, card.Campaign, card.Variant, card.Days)).Select(FormatLine)));

        // Creators beside others: what a campaign adds is there, and nobody is lost or doubled by it.
        string[] compared = await LinesAsync(client, "SELECT creator, campaigns, campaign_posts, undisclosed FROM creator_comparison");
        compared.Length.ShouldBe(events.Select(one => one.Creator).Where(one => one.Length > 0).Distinct().Count());
        compared.ShouldBe(Sorted(events.Select(one => one.Creator).Where(one => one.Length > 0).Distinct().Select(creator =>
        {
            List<Card> own = [.. cards.Where(card => card.Creator == creator && card.Days == 7 && card.Campaign.Length > 0)];
            return $"{creator}\t{own.Select(card => card.Campaign).Distinct().Count()}\t{own.Count}\t{own.Count(card => !card.Disclosed)}";
        })));
        (await client.QueryLongAsync("SELECT count() FROM post_events WHERE creator = 'c-nobody'")).ShouldBe(0, "creators without partnerships have no rows");
    }

    private sealed record Happened(long AtMs, string Kind, string Creator, string Post)
    {
        public Format Format { get; init; } = Format.Other;

        public string Campaign { get; init; } = "";

        public string Variant { get; init; } = "";

        public string Promo { get; init; } = "";

        public bool Sponsored { get; init; }

        public bool Disclosed { get; init; }

        /// <summary>Of a post, its followers first; reach, views, completions, likes, comments, shares, saves; null is hidden.</summary>
        public long?[] Counts { get; init; } = new long?[7];

        public long Followers { get; init; }

        public int Intents { get; init; }

        public long Cents { get; init; }

        public bool IsTwice { get; init; }
    }

    private sealed record Card(string Creator, string Post, int Days, string Format, string Campaign, string Variant, bool Disclosed, bool IsPartnership,
        long? Reach, long? Engagement, double? Rate, long Asks, long? Steps, long? Orders, string Line)
    {
        public long PostedAtMs { get; init; }
    }

    private static List<Happened> Generate(Random random)
    {
        List<Happened> events = [];
        foreach (string creator in (string[])["c-anna", "c-bart", "c-chloe", "c-nobody"])
        {
            for (int number = 0; number < 9; number++)
            {
                string post = $"{creator}-Post{number}";
                long at = StartMs + (long)(random.NextDouble() * 20 * DayMs);
                bool isPaid = creator != "c-nobody" && number % 3 != 0;
                string campaign = isPaid && number % 3 == 1 ? Campaigns[random.Next(2)] : "";
                string promo = campaign.Length > 0 && random.Next(2) == 0 ? $"code-{creator}" : "";
                events.Add(new(at, "post", creator, post)
                {
                    Format = random.Next(2) == 0 ? Format.ShortVideo : Format.Post, Campaign = campaign, Variant = campaign.Length > 0 ? "ab"[random.Next(2)].ToString() : "",
                    Promo = promo, Sponsored = isPaid && random.Next(2) == 0, Disclosed = isPaid && random.Next(3) > 0, Followers = 1_000 + random.Next(90_000),
                    IsTwice = random.Next(3) == 0,
                });
                for (int i = random.Next(6); i > 0; i--)
                {
                    long reach = random.Next(50_000);
                    long?[] counts = [reach, reach * 2, reach, random.Next(3_000), random.Next(300), random.Next(90), random.Next(90)];
                    for (int c = 0; c < counts.Length; c++) counts[c] = random.Next(4) == 0 ? null : counts[c];
                    events.Add(new(at + (long)(random.NextDouble() * 9 * DayMs), "snapshot", creator, post) { Counts = counts, IsTwice = random.Next(3) == 0 });
                }

                for (int i = random.Next(12); i > 0; i--)
                    events.Add(new(at + (long)(random.NextDouble() * 9 * DayMs), "comment", creator, post) { Intents = random.Next(3) == 0 ? 0 : 1 << random.Next(1, 8) | 1 << random.Next(1, 8), IsTwice = random.Next(3) == 0 });
                if (creator != "c-nobody")
                {
                    for (int i = random.Next(9); i > 0; i--) events.Add(new(at + (long)(random.NextDouble() * 9 * DayMs), "step", creator, post) { IsTwice = random.Next(3) == 0 });
                }

                for (int i = promo.Length > 0 || campaign.Length > 0 ? random.Next(14) : 0; i > 0; i--)
                    events.Add(new(at + (long)(random.NextDouble() * 9 * DayMs), "sale", "", "") { Promo = random.Next(2) == 0 ? promo : "", Campaign = random.Next(2) == 0 ? campaign : "", Cents = random.Next(10_000) });
            }
        }

        // Steps that name a campaign and no post; of some too few to be told.
        foreach (string creator in (string[])["c-anna", "c-bart", "c-chloe"])
        {
            foreach (string campaign in Campaigns)
            {
                for (int i = random.Next(4) == 0 ? 2 : 10 + random.Next(20); i > 0; i--)
                    events.Add(new(StartMs + (long)(random.NextDouble() * 28 * DayMs), "step", creator, "") { Campaign = campaign, IsTwice = random.Next(3) == 0 });
            }
        }

        events.Sort((a, b) => a.AtMs.CompareTo(b.AtMs));
        return events;
    }

    private static async Task RunAsync(EmbeddedLog log, List<Happened> events, ClickHouseClient client)
    {
        TopologyOptions options = new()
        {
            Streams = [.. StreamOptions.Defaults.Where(s => s.Stream is Events.Stream.Social or Events.Stream.Intents or Events.Stream.Sales).Select(s => s with { Partitions = 2 })],
            ActivityPartitions = 1, ResultPartitions = 2,
        };
        foreach (TopicDefinition topic in HouleTopology.Topics(options)) log.EnsureTopic(topic);
        using (ILogProducer producer = log.OpenProducer("events"))
        {
            CommitBatch batch = new();
            for (int i = 0; i < events.Count; i++)
            {
                for (int copy = 0; copy < (events[i].IsTwice ? 2 : 1); copy++) Write(events[i], i, batch);
            }

            foreach (StreamOptions stream in options.Streams)
            {
                for (int partition = 0; partition < 2; partition++)
                {
                    new Progress { StreamTimeMs = events[^1].AtMs + DayMs }.WriteSingleObject(batch.Begin(new TopicPartition(stream.Topic, partition), events[^1].AtMs + DayMs, default));
                    batch.End();
                }
            }

            WriteCampaigns(batch);
            producer.Commit(batch);
        }

        using (TaskLoop loop = new(log, new RuntimeOptions { CommitRecordsMax = 37 }, "tasks", HouleTopology.Tasks(options), new StreamTimeBoard(), TimeProvider.System))
        {
            while (loop.Step())
            {
                // Until the log's end.
            }
        }

        await new SchemaMigrator(client, new SchemaOptions(KPeople)).ApplyAsync();
        await SinkHarness.RunUntilDrainedAsync(new ClickHouseSink(log, client, SinkHarness.Options(), NullLogger.Instance, TimeProvider.System));
    }

    private static void Write(Happened one, int number, CommitBatch batch)
    {
        byte[] id = Utf8($"e{number}"), creator = Utf8(one.Creator);
        string topic = one.Kind switch { "step" => TopicNames.Intents, "sale" => TopicNames.Sales, _ => TopicNames.Social };
        ByteBuffer to = batch.Begin(new TopicPartition(topic, Streams.Partitioner.Of(creator, 2)), one.AtMs, creator);
        switch (one.Kind)
        {
            case "post":
                new Mention
                {
                    EventId = id, OccurredAtMs = one.AtMs, Platform = Platform.Tiktok, Format = one.Format, Creator = creator, Post = Utf8(one.Post),
                    Campaign = Utf8(one.Campaign), Variant = Utf8(one.Variant), PromoCode = Utf8(one.Promo), Sponsored = one.Sponsored,
                    Disclosed = one.Disclosed, CreatorFollowers = one.Followers, City = "be/liege"u8,
                }.WriteSingleObject(to);
                break;
            case "comment":
                ValueListBuilder<MentionIntent, MentionIntentItem> intents = new();
                for (int intent = 1; intent < 8; intent++)
                {
                    if ((one.Intents & (1 << intent)) != 0) intents.Add((MentionIntent)intent);
                }

                new Mention
                {
                    EventId = id, OccurredAtMs = one.AtMs, Platform = Platform.Tiktok, Format = Format.Comment, Creator = Utf8($"someone{number}"),
                    ParentCreator = creator, ParentPost = Utf8(one.Post), Intents = intents.List,
                }.WriteSingleObject(to);
                break;
            case "snapshot":
                new PostSnapshot
                {
                    EventId = id, OccurredAtMs = one.AtMs, Platform = Platform.Tiktok, Post = Utf8(one.Post), Creator = creator, Reach = one.Counts[0],
                    Views = one.Counts[1], Completions = one.Counts[2], Likes = one.Counts[3], Comments = one.Counts[4], Shares = one.Counts[5], Saves = one.Counts[6],
                }.WriteSingleObject(to);
                break;
            case "step":
                new Intent { EventId = id, OccurredAtMs = one.AtMs, Kind = IntentKind.Click, Creator = creator, Post = Utf8(one.Post), Campaign = Utf8(one.Campaign), Person = Utf8($"p{number}") }.WriteSingleObject(to);
                break;
            default:
                new Sale
                {
                    EventId = id, OccurredAtMs = one.AtMs, PromoCode = Utf8(one.Promo), Campaign = Utf8(one.Campaign), Amount = AvroDecimal.FromCents(one.Cents), City = "be/liege"u8,
                }.WriteSingleObject(to);
                break;
        }

        batch.End();
    }

    /// <summary>Anna's cost is changed by a second version; Bart has none; Chloe is in no campaign's list.</summary>
    private static void WriteCampaigns(CommitBatch batch)
    {
        foreach (long annaCents in (long[])[10_000, 50_000])
        {
            RecordListBuilder<CampaignCreator> creators = new();
            creators.Add(new CampaignCreator { Creator = "c-anna"u8, Cost = AvroDecimal.FromCents(annaCents) });
            creators.Add(new CampaignCreator { Creator = "c-bart"u8 });
            new Campaign { Id = "spring"u8, Creators = creators.List, StartsAtMs = StartMs, EndsAtMs = StartMs + (30 * DayMs), Currency = "EUR"u8 }
                .WriteSingleObject(batch.Begin(new TopicPartition(TopicNames.Campaigns, 0), StartMs, "spring"u8));
            batch.End();
        }
    }

    private static List<Card> Cards(List<Happened> events)
    {
        // A creator's events count from the first post that is a partnership on.
        HashSet<string> partners = [];
        List<Happened> counted = [];
        foreach (Happened one in events)
        {
            if (one.Kind == "post" && (one.Campaign.Length > 0 || one.Sponsored)) partners.Add(one.Creator);
            if (one.Kind == "step" || (one.Kind != "sale" && partners.Contains(one.Creator) && !(one.Kind == "comment" && one.Intents == 0))) counted.Add(one);
        }

        long reachedMs = counted.Max(one => one.AtMs);
        List<Card> cards = [];
        foreach (Happened post in counted.Where(one => one.Kind == "post"))
        {
            foreach (int days in (int[])[1, 7])
            {
                long until = post.AtMs + (days * DayMs);
                if (reachedMs < until) continue;
                List<Happened> own = [.. counted.Where(one => one.Post == post.Post && one.AtMs <= until)];
                List<Happened> snapshots = [.. own.Where(one => one.Kind == "snapshot")];
                long?[] last = [.. Enumerable.Range(0, 7).Select(c => snapshots.LastOrDefault(one => one.Counts[c] is not null)?.Counts[c])];
                long? engagement = last[3..].All(one => one is null) ? null : last[3..].Sum(one => one ?? 0);
                long? audience = last[0] ?? post.Followers;
                double? rate = audience is 0 ? null : engagement / (double?)audience;
                long With(int mask) => own.Count(one => one.Kind == "comment" && (one.Intents & mask) != 0);
                long steps = own.Count(one => one.Kind == "step");
                string code = post.Promo.Length > 0 ? post.Promo : post.Campaign;
                List<Happened> sales = [.. events.Where(one => one.Kind == "sale" && (post.Promo.Length > 0 ? one.Promo : one.Campaign) == code
                    && one.AtMs / 60_000 >= post.AtMs / 60_000 && one.AtMs / 60_000 * 60_000 < until)];
                bool isShown = code.Length > 0 && sales.Count is 0 or >= KPeople;
                long? shownSteps = steps is > 0 and < KPeople ? null : steps;
                bool isPartnership = post.Campaign.Length > 0 || post.Sponsored;
                object?[] line =
                [
                    post.Creator, post.Post, days, post.Format.Symbol(), post.Campaign, post.Variant, post.Promo, isPartnership ? 1 : 0, post.Disclosed ? 1 : 0,
                    post.Followers, post.AtMs, snapshots.Count == 0 ? null : snapshots[^1].AtMs, last[0], last[1],
                    last[1] is null or 0 || last[2] is null ? null : Math.Round(last[2]!.Value / (double)last[1]!.Value, 6), last[3], last[4], last[5], last[6], engagement,
                    rate is null ? null : Math.Round(rate.Value, 9), With(2), With(4), With(8), With(16), With(32), With(64), With(128), With(30), shownSteps,
                    isShown ? sales.Count : null, isShown ? sales.Sum(one => one.Cents) : null,
                ];
                cards.Add(new(post.Creator, post.Post, days, post.Format.Symbol(), post.Campaign, post.Variant, post.Disclosed, isPartnership, last[0], engagement, rate, With(30),
                    shownSteps, isShown ? sales.Count : null, Line(line)) { PostedAtMs = post.AtMs });
            }
        }

        return cards;
    }

    private static string CampaignLine(IGrouping<(string Creator, string Campaign), Card> own, List<Happened> events)
    {
        long first = own.Min(card => card.PostedAtMs), until = own.Max(card => card.PostedAtMs) + (7 * DayMs);
        int unnamed = events.Count(one => one is { Kind: "step", Post: "" } && (one.Creator, one.Campaign) == own.Key && one.AtMs >= first && one.AtMs <= until);
        long? cost = own.Key == ("c-anna", "spring") ? 50_000 : null;
        string currency = own.Key.Campaign == "spring" && own.Key.Creator != "c-chloe" ? "EUR" : "";
        long? engagement = Sum(own.Select(card => card.Engagement)), steps = Sum(own.Select(card => card.Steps));
        if (unnamed >= KPeople) steps = (steps ?? 0) + unnamed;
        long asks = own.Sum(card => card.Asks), wanted = asks + (steps ?? 0);
        return Line([
            own.Key.Creator, own.Key.Campaign, own.Count(), own.Count(card => !card.Disclosed), Sum(own.Select(card => card.Reach)), engagement, asks, steps, cost, currency,
            cost is null || engagement is null or 0 ? null : Math.Round(cost.Value / 100.0 / engagement.Value, 9), cost is null || wanted == 0 ? null : Math.Round(cost.Value / 100.0 / wanted, 9),
        ]);
    }

    private static string FormatLine(IGrouping<(string Creator, string Format, string Campaign, string Variant, int Days), Card> own)
    {
        double[] t = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306];
        List<double> rates = [.. own.Where(card => card.Rate is not null).Select(card => card.Rate!.Value)];
        double? mean = rates.Count == 0 ? null : rates.Average();
        double? half = rates.Count < 2 ? null : t[rates.Count - 2] * Math.Sqrt(rates.Sum(rate => Math.Pow(rate - mean!.Value, 2)) / (rates.Count - 1) / rates.Count);
        return Line([
            own.Key.Creator, own.Key.Format, own.Key.Campaign, own.Key.Variant, own.Key.Days, own.Count(), rates.Count, mean is null ? null : Math.Round(mean.Value, 9),
            half is null ? null : Math.Round(mean!.Value - half.Value, 6), half is null ? null : Math.Round(mean!.Value + half.Value, 6), own.Count(card => card.IsPartnership),
            own.Count(card => card.IsPartnership && !card.Disclosed),
        ]);
    }

    private static long? Sum(IEnumerable<long?> values) => values.All(one => one is null) ? null : values.Sum(one => one ?? 0);

    private static string Line(object?[] cells) => string.Join('\t', cells.Select(cell => cell switch
    {
        null => "\\N",
        double number => Number(number),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => cell.ToString(),
    }));

    /// <summary>As ClickHouse writes a Float64: the shortest digits, e for small ones.</summary>
    private static string Number(double value) => Math.Abs(value) is > 0 and < 1e-6 ? value.ToString("0.###############e-0", CultureInfo.InvariantCulture) : value.ToString("0.#################", CultureInfo.InvariantCulture);

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static string[] Sorted(IEnumerable<string> lines) => [.. lines.Order(StringComparer.Ordinal)];

    private static async Task<string[]> LinesAsync(ClickHouseClient client, string sql) =>
        Sorted((await client.QueryTextAsync(sql)).Split('\n', StringSplitOptions.RemoveEmptyEntries));
}
