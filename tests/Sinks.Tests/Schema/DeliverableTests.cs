using System.Text;
using Houle.Avro.Lists;
using Houle.Events;
using Houle.Sinks.Client;

namespace Houle.Sinks.Tests.Schema;

/// <summary>What creators owe for campaigns, against what they posted.</summary>
public sealed class DeliverableTests(ClickHouseFixture fixture)
{
    private const long DayMs = 86_400_000, StartMs = 1_772_409_600_000; // 2026-03-02

    [Fact]
    public async Task Deliverable_is_kept_late_missed_or_open_by_the_posts_of_its_format()
    {
        using SinkHarness harness = new();
        using ClickHouseClient client = await fixture.EmptyDatabaseAsync();
        WriteCampaign(harness, ("c-anna", Format.Story, 30)); // an earlier version, which counts no more
        WriteCampaign(
            harness, ("c-anna", Format.Story, 4), ("c-anna", Format.Story, 2), ("c-anna", Format.Video, 3), ("c-anna", Format.Post, null), ("c-bart", Format.Video, 5));
        Post(harness, "c-anna", "s1", Format.Story, 1, "spring");
        Post(harness, "c-anna", "s2", Format.Story, 5, "spring");
        Post(harness, "c-anna", "s3", Format.Story, 5.5, "spring");
        Post(harness, "c-anna", "v1", Format.Video, 2, "autumn");
        Post(harness, "c-anna", "v2", Format.Video, 2, "");
        Post(harness, "c-bart", "b1", Format.Video, 4.9, "spring");
        Post(harness, "c-bart", "b1", Format.Video, 4.95, "spring"); // read twice
        await harness.WriteAllAsync(client);

        string[] rows = (await client.QueryTextAsync(
            "SELECT creator, format, number, toInt64((toUnixTimestamp(due_at) - 1772409600) / 86400), post, status FROM creator_deliverables ORDER BY creator, format, number"))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
        rows.ShouldBe([
            "c-anna\tpost\t1\t21\t\topen",
            "c-anna\tstory\t1\t2\ts1\tkept",
            "c-anna\tstory\t2\t4\ts2\tlate",
            "c-anna\tvideo\t1\t3\t\tmissed",
            "c-bart\tvideo\t1\t5\tb1\tkept",
        ]);
    }

    private static void WriteCampaign(SinkHarness harness, params (string Creator, Format Format, int? DueDay)[] owed)
    {
        RecordListBuilder<CampaignCreator> creators = new();
        foreach (IGrouping<string, (string, Format Format, int? DueDay)> creator in owed.GroupBy(one => one.Creator))
        {
            RecordListBuilder<Deliverable> deliverables = new();
            foreach ((_, Format format, int? dueDay) in creator) deliverables.Add(new Deliverable { Format = format, DueAtMs = StartMs + (dueDay * DayMs) });
            creators.Add(new CampaignCreator { Creator = Encoding.UTF8.GetBytes(creator.Key), Deliverables = deliverables.List });
        }

        harness.Append(SinkHarness.Campaigns, to => new Campaign { Id = "spring"u8, Creators = creators.List, StartsAtMs = StartMs, EndsAtMs = StartMs + (21 * DayMs) }.WriteSingleObject(to));
    }

    private static void Post(SinkHarness harness, string creator, string post, Format format, double day, string campaign) => harness.Append(
        SinkHarness.PostEvents, to => new PostEvent
        {
            Creator = Encoding.UTF8.GetBytes(creator), Post = Encoding.UTF8.GetBytes(post), Platform = Platform.Instagram, Format = format, Kind = PostEventKind.Post,
            OccurredAtMs = StartMs + (long)(day * DayMs), Campaign = Encoding.UTF8.GetBytes(campaign),
        }.WriteSingleObject(to));
}
