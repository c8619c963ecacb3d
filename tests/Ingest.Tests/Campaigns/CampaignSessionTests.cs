using System.Text;
using Houle.Avro.Binary;
using Houle.Events;
using Houle.Ingest.Campaigns;
using Houle.Ingest.Catalogues;
using Houle.Ingest.Feeds;
using Houle.Ingest.Places;
using Houle.Ingest.Privacy;
using Houle.Ingest.Tests.Support;
using Houle.Streams.Log;
using Houle.Streams.Log.Memory;
using Houle.Streams.Topology;

namespace Houle.Ingest.Tests.Campaigns;

public sealed class CampaignSessionTests : IDisposable
{
    private const string Yaml = """
        campaigns:
          - id: Spring
            brand: The Acme
            products: [p-1]
            promo_codes: [anna10]
            cities: [be/liege]
            control_cities: [be/namur]
            starts_at: 2026-03-02
            ends_at: 2026-03-23T00:00:00+01:00
            cost: 4000
            currency: eur
            creators:
              - creator: instagram:anna.bakt
                cost: 1200.50
                deliverables:
                  - { format: short_video, due_at: 2026-03-04 }
                  - { format: story }
              - { creator: TikTok:bart }
        """;

    private const string Lines = """
        {"id":"Spring","brand":"The Acme","products":["p-1"],"promo_codes":["anna10"],"cities":["be/liege"],"control_cities":["be/namur"],"starts_at":"2026-03-02","ends_at":"2026-03-23T00:00:00+01:00","cost":4000,"currency":"eur","creators":[{"creator":"instagram:anna.bakt","cost":"1200.50","deliverables":[{"format":"short_video","due_at":"2026-03-04"},{"format":"story"}]},{"creator":"tiktok:bart"}]}
        """;

    private const string Csv = """
        id,brand,products,promo_codes,cities,control_cities,starts_at,ends_at,cost,currency,creator,creator_cost,deliverables
        Spring,The Acme,p-1,anna10,be/liege,be/namur,2026-03-02,2026-03-23T00:00:00+01:00,4000,eur,instagram:anna.bakt,1200.50,short_video@2026-03-04|story
        Spring,,,,,,,,,,tiktok:bart,,
        """;

    private readonly TempFolder _folder = new();
    private readonly MemoryLog _log = new(TimeProvider.System);

    public CampaignSessionTests()
    {
        foreach (TopicDefinition topic in HouleTopology.Topics(new TopologyOptions())) _log.EnsureTopic(topic);
    }

    public void Dispose()
    {
        _log.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("c.yaml", Yaml)]
    [InlineData("c.jsonl", Lines)]
    [InlineData("c.csv", Csv)]
    public void Campaign_of_any_format_is_the_same_record_with_pseudonyms(string name, string text)
    {
        CampaignReport report = Run(name, text);
        report.Refused.ShouldBeEmpty();
        report.Written.ShouldBe(1);
        (string key, byte[] value) = Records().ShouldHaveSingleItem();
        key.ShouldBe("spring");
        Campaign.Read(SingleObject.Body(value), out Campaign campaign);
        Encoding.UTF8.GetString(campaign.Brand).ShouldBe("acme");
        campaign.StartsAtMs.ShouldBe(new DateTimeOffset(2026, 3, 2, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds());
        campaign.EndsAtMs.ShouldBe(new DateTimeOffset(2026, 3, 22, 23, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds());
        campaign.Cost!.Value.UnscaledAt(2).ShouldBe(400_000);
        Encoding.UTF8.GetString(campaign.Currency).ShouldBe("EUR");
        List<string> creators = [];
        foreach (CampaignCreator creator in campaign.Creators)
        {
            List<string> owed = [];
            foreach (Deliverable one in creator.Deliverables) owed.Add($"{one.Format.Symbol()}@{one.DueAtMs}");
            creators.Add($"{Encoding.UTF8.GetString(creator.Creator)} {creator.Cost?.UnscaledAt(2)} {string.Join(' ', owed)}".Trim());
        }

        Pseudonyms pseudonyms = new(PseudonymKeys.Demo);
        creators.ShouldBe([
            $"{pseudonyms.Of(PersonRole.Creator, "instagram", "anna.bakt")} 120050 short_video@{new DateTimeOffset(2026, 3, 5, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds()} story@",
            pseudonyms.Of(PersonRole.Creator, "tiktok", "bart"),
        ]);
    }

    [Fact]
    public void Same_file_again_changes_nothing_and_a_change_is_a_new_version()
    {
        Run("c.yaml", Yaml);
        CampaignReport again = Run("c.yaml", Yaml);
        (again.Written, again.Unchanged, again.Refused.Count).ShouldBe((0, 1, 0));
        Run("c.csv", Csv).Unchanged.ShouldBe(1);
        Run("c.yaml", Yaml.Replace("1200.50", "1300", StringComparison.Ordinal)).Written.ShouldBe(1);
        Records().Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("ends_at: 2026-03-23T00:00:00+01:00", "ends_at: 2026-03-01", "ends_at 2026-03-01 is not after starts_at 2026-03-02")]
    [InlineData("starts_at: 2026-03-02", "starts_at: soon", "starts_at is 'soon'; it must be a time")]
    [InlineData("starts_at: 2026-03-02\n", "\n", "starts_at is missing")]
    [InlineData("instagram:anna.bakt", "anna.bakt", "creator is 'anna.bakt'; it must be a platform and an account")]
    [InlineData("TikTok:bart", "instagram:anna.bakt", "creator 'instagram:anna.bakt' is in it twice")]
    [InlineData("cities: [be/liege]", "cities: [be/lieg]", "cities has 'be/lieg'; it must be the id of a city")]
    [InlineData("cost: 4000", "cost: -1", "cost is '-1'; it must be a number from 0 to 100000000")]
    [InlineData("format: story", "format: stroy", "format is 'stroy'; it must be one of")]
    [InlineData("currency: eur", "curency: eur", "unknown key 'curency' in a campaign; did you mean 'currency'?")]
    [InlineData("id: Spring", "id:", "id is missing")]
    [InlineData("currency: eur", "currency: euro", "currency is 'euro'")]
    public void Campaign_with_a_mistake_is_a_dead_letter_and_the_others_are_taken(string right, string wrong, string told)
    {
        CampaignReport report = Run("c.yaml", Yaml.Replace(right, wrong, StringComparison.Ordinal) + "\n  - { id: autumn, starts_at: 2026-09-01, ends_at: 2026-10-01 }\n");
        report.Written.ShouldBe(1);
        report.Refused.ShouldHaveSingleItem().ShouldContain(told);
        report.Refused[0].ShouldContain("c.yaml:2: ");
        Records().ShouldHaveSingleItem().Key.ShouldBe("autumn");
        List<string> letters = [];
        _log.Scan(new TopicPartition(TopicNames.DeadLetters, 0), (scoped in RecordView record) =>
        {
            DeadLetter letter = DeadLetter.Read(SingleObject.Body(record.Value));
            letter.Value.IsEmpty.ShouldBeTrue("it names people");
            letters.Add(Encoding.UTF8.GetString(letter.Detail));
        });
        letters.ShouldBe(report.Refused);
    }

    [Fact]
    public void Csv_row_that_contradicts_the_first_is_told()
    {
        CampaignReport report = Run("c.csv", Csv.Replace("Spring,,,,,,,,,,tiktok", "Spring,,,,,,2026-03-03,,,,tiktok", StringComparison.Ordinal));
        report.Refused.ShouldHaveSingleItem().ShouldContain("starts_at is '2026-03-02' in one row and '2026-03-03' in another");
        Should.Throw<IngestException>(() => Run("c.csv", "id,cretor\nx,y\n")).Message.ShouldContain(":1: there is no column 'cretor'; did you mean 'creator'?");
    }

    [Fact]
    public void Broken_line_of_json_is_a_dead_letter_with_its_line()
    {
        CampaignReport report = Run("c.jsonl", "{\"id\": \"x\"\n" + Lines);
        report.Refused.ShouldHaveSingleItem().ShouldContain("c.jsonl:1: the line is not a JSON object");
        report.Written.ShouldBe(1);
    }

    [Fact]
    public void Example_of_the_guide_is_taken_whole()
    {
        CampaignReport report = Session().Run([Path.Combine(Houle.Tests.Support.Checkout.Root, "docs", "guide", "campaigns.yaml")]);
        report.Refused.ShouldBeEmpty();
        report.Written.ShouldBe(1);
    }

    private CampaignReport Run(string name, string text) => Session().Run([_folder.Write(name, text)]);

    private CampaignSession Session()
    {
        string path = _folder.Write("catalogue.yml", "brands:\n  - { id: acme, name: Acme, aliases: [the acme] }\n");
        return new CampaignSession(_log, PseudonymKeys.Demo, Catalogue.Load(path).Catalogue!, Gazetteer.Shared);
    }

    private List<(string Key, byte[] Value)> Records()
    {
        List<(string, byte[])> records = [];
        _log.Scan(new TopicPartition(TopicNames.Campaigns, 0), (scoped in RecordView record) => records.Add((Encoding.UTF8.GetString(record.Key), record.Value.ToArray())));
        return records;
    }
}
