using Houle.Avro.Binary;
using Houle.Avro.Resolution;
using Houle.Events;
using Houle.Sinks.Sink;
using Houle.Streams.Log;
using Houle.Streams.Log.Memory;

namespace Houle.Sinks.Tests.Sink;

public sealed class PlanLogTests
{
    [Fact]
    public void Plan_of_an_older_Houle_is_read_and_has_left_nothing_out()
    {
        SinkTable table = SinkTable.All[0];
        using MemoryLog log = new(TimeProvider.System);
        log.EnsureTopic(new TopicDefinition(table.ChangelogTopic, 1));
        KnownSchema older = PublishedSchemas.Store.All.Single(known => known.ReaderFingerprint == SinkPlan.Fingerprint && known.Resolver is not null);
        CommitBatch commit = new();
        ByteBuffer to = commit.Begin(new TopicPartition(table.ChangelogTopic, 0), CommitBatch.StampAtCommit, default);
        SingleObject.WriteHeader(to, older.Fingerprint);
        AvroWriter writer = new(to);
        writer.WriteBytes("id"u8);
        writer.WriteLong(7);
        writer.WriteLong(12);
        writer.WriteLong(1);
        commit.End();
        using (ILogProducer producer = log.OpenProducer("older")) producer.Commit(commit);

        using PlanLog plans = new(log, table, 1);
        plans.Last(0).ShouldBe(new SinkPlanState("id", 7, 12, 1, Unreadable: 0));
        plans.Commit([], new TopicPartition(table.Topic, 0), new SinkPlanState("id", 13, 20, 0, Unreadable: 2));
        plans.Last(0).ShouldBe(new SinkPlanState("id", 13, 20, 0, Unreadable: 2));
        SinkLosses.Of(log).ShouldBe([(table.Topic, 2)]);
    }
}
