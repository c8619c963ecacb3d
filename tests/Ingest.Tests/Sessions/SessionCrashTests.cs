using System.Text;
using Houle.Ingest.Feeds;
using Houle.Ingest.Sessions;
using Houle.Ingest.Tests.Support;
using Houle.Streams.Log;

namespace Houle.Ingest.Tests.Sessions;

/// <summary>A session that dies between any two steps and is started again leaves the topics of one that never died.</summary>
public sealed class SessionCrashTests
{
    private const string Counts = """
        event: mention
        time: { column: at }
        fields:
          platform: { constant: douyin }
          sounds: sound
          weight: { column: total, counter_by: sound }
        place: { country: { constant: cn } }
        """;

    private const string Sales = """
        event: sale
        time: { column: at }
        where: [shop != closed]
        fields:
          store: shop
          amount: price
        place: { country: { constant: fr } }
        """;

    [Theory]
    [InlineData(1, false)]
    [InlineData(7, false)]
    [InlineData(7, true)]
    [InlineData(50, false)]
    public void Session_killed_at_any_commit_ends_with_the_same_bytes(int commitRows, bool asIs)
    {
        using TempFolder folder = new();
        IngestInput[] inputs = Inputs(folder, rows: 60);
        IngestOptions options = Ingested.Options with
        {
            Time = new FixedTime("2026-01-01T00:00:00Z"), CommitRows = commitRows, AsIs = asIs,
        };
        using Ingested whole = new();
        IngestReport expected = whole.Run(options, inputs);
        expected.Feeds.Sum(f => f.DeadLettered).ShouldBeGreaterThan(0);
        expected.Feeds.Sum(f => f.Other).ShouldBeGreaterThan(0);
        string hash = Ingested.Hash(whole.Log);

        int commits = (int)(expected.Rows / commitRows) + 1;
        for (int failAt = 1; failAt <= commits; failAt++)
        {
            foreach (bool after in new[] { false, true })
            {
                using Ingested broken = new();
                Should.Throw<LogException>(() => new IngestSession(new FailingLog(broken.Log, failAt, after), inputs, options).Run());
                IngestReport again = broken.Run(options, inputs);
                string where = $"killed at commit {failAt}, {(after ? "after" : "before")} it";
                Ingested.Hash(broken.Log).ShouldBe(hash, where);
                (again.WasDone || again.Rows == expected.Rows).ShouldBeTrue(where);
            }
        }
    }

    [Fact]
    public void Session_that_was_done_is_not_done_again()
    {
        using TempFolder folder = new();
        IngestInput[] inputs = Inputs(folder, rows: 20);
        using Ingested ingested = new();
        ingested.Run(Ingested.Options, inputs).WasDone.ShouldBeFalse();
        string hash = Ingested.Hash(ingested.Log);
        ingested.Run(Ingested.Options, inputs).WasDone.ShouldBeTrue();
        Ingested.Hash(ingested.Log).ShouldBe(hash);
    }

    [Fact]
    public void Session_that_spills_to_disk_writes_the_same_bytes_and_leaves_no_file()
    {
        using TempFolder folder = new();
        IngestInput[] inputs = Inputs(folder, rows: 30_000);
        IngestOptions options = Ingested.Options with
        {
            Time = new FixedTime("2026-01-01T00:00:00Z"), SpillFolder = folder.File("spill"),
        };
        using Ingested inMemory = new();
        inMemory.Run(options, inputs).SpilledRuns.ShouldBe(0);
        using Ingested spilled = new();
        spilled.Run(options with { SortBytesMax = 1 << 20 }, inputs).SpilledRuns.ShouldBeGreaterThan(3);
        Ingested.Hash(spilled.Log).ShouldBe(Ingested.Hash(inMemory.Log));
        Directory.EnumerateFileSystemEntries(folder.File("spill")).ShouldBeEmpty();
    }

    /// <summary>Two files out of order, with totals that fall, rows left out and rows that are refused.</summary>
    private static IngestInput[] Inputs(TempFolder folder, int rows)
    {
        Random random = new(7);
        StringBuilder counts = new("at,sound,total\n");
        StringBuilder sales = new("at,shop,price\n");
        DateTime start = new(2025, 3, 1, 0, 0, 0, DateTimeKind.Utc);
        for (int i = 0; i < rows; i++)
        {
            counts.Append($"{start.AddSeconds(random.Next(100_000)):s}Z,s{random.Next(3)},{random.Next(1000) + (i * 10)}\n");
            string price = random.Next(9) == 0 ? "cheap" : $"{random.Next(100)}.5";
            sales.Append($"{start.AddSeconds(random.Next(100_000)):s}Z,{(random.Next(5) == 0 ? "closed" : "open")},{price}\n");
        }

        return
        [
            new IngestInput(folder.Write("counts.csv", counts.ToString()), Ingested.FeedOf(Counts)),
            new IngestInput(folder.Write("sales.csv", sales.ToString()), Ingested.FeedOf(Sales)),
        ];
    }
}
