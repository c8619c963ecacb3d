using Houle.Events;
using Houle.Ingest.Feeds;
using Houle.Ingest.Privacy;
using Houle.Ingest.Rosters;
using Houle.Ingest.Sessions;
using Houle.Ingest.Tests.Support;

namespace Houle.Ingest.Tests.Rosters;

/// <summary>Segments of creators from the roster, on mentions whose feed says nothing of them.</summary>
public sealed class CreatorSegmentsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Mention_gets_the_rosters_segments_where_the_feed_has_none()
    {
        Run("segments: segments, ", """
            id,who,at,segments
            1,anna,2026-03-02T10:00:00Z,
            2,anna,2026-03-02T10:01:00Z,runners
            3,bert,2026-03-02T10:02:00Z,
            4,,2026-03-02T10:03:00Z,
            5,anna,2026-03-02T10:04:00Z,
            """, Listed).ShouldBe(["1:students|gamers", "2:runners", "3:", "4:", "5:students|gamers"]);
    }

    [Fact]
    public void Feed_without_a_field_for_segments_takes_them_and_one_with_a_constant_keeps_its_own()
    {
        const string rows = """
            id,who,at
            1,anna,2026-03-02T10:00:00Z
            2,bert,2026-03-02T10:01:00Z
            """;
        Run("", rows, Listed).ShouldBe(["1:students|gamers", "2:"]);
        Run("segments: { constant: walkers }, ", rows, Listed).ShouldBe(["1:walkers", "2:walkers"]);
        Run("", rows, null).ShouldBe(["1:", "2:"]);
    }

    [Fact]
    public void Sessions_with_other_segments_are_not_the_same()
    {
        CreatorSegments one = Of(Listed), other = Of(Listed.Replace("gamers", "walkers", StringComparison.Ordinal)), none = Of("creators: [{ name: A, accounts: [x:a] }]");
        one.Sha256.ShouldNotBe(other.Sha256);
        none.IsEmpty.ShouldBeTrue();
        none.Sha256.ShouldBe("");
    }

    private const string Listed = "creators:\n  - { name: Anna, accounts: [x:anna, tiktok:anna2], segments: [students, gamers] }\n  - { name: Bert, accounts: [tiktok:bert], segments: [students] }\n";

    private CreatorSegments Of(string roster) => new(Ingest.Rosters.Roster.Load(_folder.Write("roster.yaml", roster)).Roster!, PseudonymKeys.Demo);

    private List<string> Run(string field, string rows, string? roster)
    {
        FeedDefinition feed = Ingested.FeedOf($$"""
            event: mention
            fields: { event_id: id, creator: who, {{field}}platform: { constant: x } }
            time: { column: at }
            """);
        using Ingested ingested = new();
        IngestOptions options = Ingested.Options with { Segments = roster is null ? CreatorSegments.None : Of(roster) };
        ingested.Run(options, new IngestInput(_folder.Write("rows.csv", rows), feed));
        List<string> found = [];
        ingested.EachMention((in Mention mention) => found.Add($"{Ingested.Text(mention.EventId)}:{string.Join('|', mention.Segments.ToStrings())}"));
        return [.. found.Order(StringComparer.Ordinal)];
    }
}
