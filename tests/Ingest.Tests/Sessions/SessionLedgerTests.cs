using Houle.Ingest.Sessions;
using Houle.Streams.Log;
using Houle.Streams.Log.Memory;

namespace Houle.Ingest.Tests.Sessions;

public sealed class SessionLedgerTests
{
    [Fact]
    public void Changelog_stays_short_and_no_session_is_forgotten_or_set_back()
    {
        using MemoryLog log = new(TimeProvider.System, new MemoryLogOptions { SegmentBytes = 512 });
        log.EnsureTopic(new TopicDefinition(IngestSession.ChangelogTopic, 1));
        using ILogProducer producer = log.OpenProducer("test");
        Dictionary<string, SessionPosition> expected = [];
        Random random = new(4);
        long longest = 0;
        for (int run = 0; run < 300; run++)
        {
            SessionLedger ledger = new(log);
            ledger.Tidy(producer);
            string session = $"{run % 60:x8}";
            (ledger.Find(session) ?? default).ShouldBe(expected.GetValueOrDefault(session), $"run {run}");
            for (int commits = random.Next(80); commits >= 0 && !expected.GetValueOrDefault(session).Done; commits--)
            {
                SessionPosition position = new(expected.GetValueOrDefault(session).Rows + 2_000, 1, Done: commits == 0 && random.Next(8) == 0);
                expected[session] = position;
                Append(producer, session, position);
            }

            log.EnforceRetention();
            longest = Math.Max(longest, log.Range(SessionPosition.Partition).Count);
        }

        SessionLedger last = new(log);
        foreach ((string session, SessionPosition position) in expected) last.Find(session).ShouldBe(position);

        longest.ShouldBeLessThan(SessionLedger.SpareRecordsMax + (3 * 60) + 80);
        log.Range(SessionPosition.Partition).Start.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Position_that_was_written_again_beside_its_owners_commit_does_not_set_it_back()
    {
        using MemoryLog log = new(TimeProvider.System);
        log.EnsureTopic(new TopicDefinition(IngestSession.ChangelogTopic, 1));
        using ILogProducer owner = log.OpenProducer("owner"), other = log.OpenProducer("other");
        for (int i = 1; i <= SessionLedger.SpareRecordsMax + 10; i++) Append(owner, "a", new SessionPosition(i, 1, false));
        SessionLedger seen = new(log);
        Append(owner, "a", new SessionPosition(5_000, 1, false));
        seen.Tidy(other);
        new SessionLedger(log).Find("a").ShouldBe(new SessionPosition(5_000, 1, false));
    }

    private static void Append(ILogProducer producer, string session, SessionPosition position)
    {
        CommitBatch commit = new();
        position.Write(session, commit);
        producer.Commit(commit);
    }
}
