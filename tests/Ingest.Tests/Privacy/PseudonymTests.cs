using Houle.Ingest.Feeds;
using Houle.Ingest.Privacy;
using Houle.Ingest.Tests.Support;

namespace Houle.Ingest.Tests.Privacy;

public sealed class PseudonymTests
{
    [Fact]
    public void Pseudonyms_differ_by_role_platform_and_key_and_are_stable()
    {
        Pseudonyms demo = new(PseudonymKeys.Demo);
        string alice = demo.Of(PersonRole.Creator, "x", "alice");
        alice.ShouldBe(new Pseudonyms(PseudonymKeys.Demo).Of(PersonRole.Creator, "x", "alice"));
        alice.ShouldMatch("^[a-z2-7]{26}$");
        using TempFolder folder = new();
        string[] others =
        [
            demo.Of(PersonRole.Member, "x", "alice"), demo.Of(PersonRole.Customer, "x", "alice"),
            demo.Of(PersonRole.Creator, "tiktok", "alice"), demo.Of(PersonRole.Creator, "x", "bob"),
            demo.Of(PersonRole.Creator, "", "xalice"),
            new Pseudonyms(PseudonymKeys.LoadOrCreate(folder.File("keys"))).Of(PersonRole.Creator, "x", "alice"),
        ];
        others.Append(alice).Distinct().Count().ShouldBe(7);
    }

    [Fact]
    public void Pseudonym_is_the_truncated_HMAC_of_platform_and_id()
    {
        // Recomputed with another implementation: Python's hmac, key sha256("houle demo key, protects nobody: Creator").
        new Pseudonyms(PseudonymKeys.Demo).Of(PersonRole.Creator, "x", "alice").ShouldBe("4y4ay3ois6ztxsdfarltywju2m");
    }

    [Fact]
    public void Key_file_is_made_once_for_its_owner_alone_and_read_again()
    {
        using TempFolder folder = new();
        string path = folder.File("secret/keys");
        string first = new Pseudonyms(PseudonymKeys.LoadOrCreate(path)).Of(PersonRole.Customer, "", "1");
        File.GetUnixFileMode(path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        new Pseudonyms(PseudonymKeys.LoadOrCreate(path)).Of(PersonRole.Customer, "", "1").ShouldBe(first);
    }

    [Theory]
    [InlineData("creator: 00\n", ":1: it must be 'creator', 'member' or 'customer', a colon and 64 hexadecimal digits")]
    [InlineData("# empty\n", ": the key 'creator' is missing; restore the file from a copy")]
    public void Broken_key_file_is_one_clear_error(string text, string error)
    {
        using TempFolder folder = new();
        string path = folder.Write("keys", text);
        Should.Throw<IngestException>(() => PseudonymKeys.LoadOrCreate(path)).Message.ShouldBe(path + error);
    }

    [Fact]
    public void Many_people_keep_their_pseudonyms_when_recent_ones_are_forgotten()
    {
        Pseudonyms pseudonyms = new(PseudonymKeys.Demo);
        string first = pseudonyms.Of(PersonRole.Creator, "x", "0");
        for (int i = 1; i < 300_000; i++) pseudonyms.Of(PersonRole.Creator, "x", i.ToString());
        pseudonyms.Of(PersonRole.Creator, "x", "0").ShouldBe(first);
    }
}
