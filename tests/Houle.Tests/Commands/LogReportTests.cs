using Houle.Commands.Topics;
using Houle.Streams.Log;
using Houle.Streams.Log.Memory;

namespace Houle.Tests.Commands;

public sealed class LogReportTests
{
    [Fact]
    public void Report_sums_lag_by_group_and_topic()
    {
        using var log = new MemoryLog(TimeProvider.System);
        log.EnsureTopic(new TopicDefinition("a.first", 2));
        log.EnsureTopic(new TopicDefinition("b", 1));
        using ILogProducer producer = log.OpenProducer("test");
        var batch = new CommitBatch();
        for (int i = 0; i < 1_500; i++) batch.Append(new TopicPartition("a.first", i % 2), CommitBatch.StampAtCommit, "k"u8, "v"u8);
        batch.SetPosition("observe", new TopicPartition("a.first", 0), new GroupPosition(700, 700));
        batch.SetPosition("observe", new TopicPartition("a.first", 1), new GroupPosition(750, 750));
        producer.Commit(batch);

        LogReport report = LogReport.Of(log, new Dictionary<TopicPartition, long> { [new("b", 0)] = 4_096 });

        report.ToText(byPartition: false).ShouldBe(
            """
            TOPIC    PARTITIONS  RECORDS  BYTES  GROUP    LAG
            a.first           2    1,500      0  observe   50
            b                 1        0  4,096

            """);
        report.ToJson()["topics"]![0]!["partitions"]![0]!["groups"]![0]!["lag"]!.GetValue<long>().ShouldBe(50);
    }
}
