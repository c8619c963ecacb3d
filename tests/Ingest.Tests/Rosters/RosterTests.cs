using Houle.Ingest.Feeds;
using Houle.Ingest.Privacy;
using Houle.Ingest.Rosters;
using Houle.Ingest.Tests.Support;

namespace Houle.Ingest.Tests.Rosters;

public sealed class RosterTests
{
    [Fact]
    public void Accounts_of_the_roster_are_named_by_the_pseudonyms_of_posts()
    {
        using TempFolder folder = new();
        string path = folder.Write("roster.yaml", """
            creators:
              - { name: Anna Bakt, accounts: [instagram:anna.bakt, TikTok:annabakt] }
            giveaways:
              - { creator: instagram:anna.bakt, name: Boots for ten, starts_at: 2026-03-02, ends_at: 2026-03-05 }
            """);
        (Roster? roster, IReadOnlyList<string> errors) = Roster.Load(path);
        errors.ShouldBeEmpty();
        Pseudonyms pseudonyms = new(PseudonymKeys.Demo);
        roster!.Names(PseudonymKeys.Demo).ShouldBe(new Dictionary<string, string>
        {
            [pseudonyms.Of(PersonRole.Creator, "instagram", "anna.bakt")] = "Anna Bakt",
            [pseudonyms.Of(PersonRole.Creator, "tiktok", "annabakt")] = "Anna Bakt",
        });
        (roster.Giveaways.ShouldHaveSingleItem().EndsAtMs - roster.Giveaways[0].StartsAtMs).ShouldBe(3 * 86_400_000);
    }

    [Theory]
    [InlineData("creators:\n  - { name: A, accounts: [anna] }\n", "2:27: 'anna' is not a platform and an account")]
    [InlineData("creators:\n  - { name: A, accounts: [x:a, x:a] }\n", "2:32: the account 'x:a' is on the roster twice")]
    [InlineData("creators:\n  - { name: A }\n", "2:5: accounts is missing")]
    [InlineData("creators:\n  - { name: A, accounts: [x:a], segments: [Students] }\n", "2:44: 'Students' is no id of a segment: 1 to 64 bytes in lower case")]
    [InlineData("creators:\n  - { name: A, accounts: [x:a], segments: [a, b, c, d, e] }\n", "2:43: segments are at most 4")]
    [InlineData("creators:\n  - { accounts: [x:a] }\n", "2:5: name must be")]
    [InlineData("giveaways:\n  - { creator: x:a, name: G, starts_at: 2026-03-02, ends_at: 2026-03-02 }\n", "2:62: ends_at must be later")]
    [InlineData("giveaway:\n  - { }\n", "1:1: unknown key 'giveaway' in the roster; did you mean 'giveaways'?")]
    public void Mistake_is_told_with_file_line_and_column(string yaml, string error)
    {
        using TempFolder folder = new();
        string path = folder.Write("r.yaml", yaml);
        (Roster? roster, IReadOnlyList<string> errors) = Roster.Load(path);
        roster.ShouldBeNull();
        errors.ShouldHaveSingleItem().ShouldStartWith($"{path}:{error}");
    }
}
