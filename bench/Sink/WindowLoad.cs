using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Houle.Avro.Lists;
using Houle.Events;
using Houle.Sinks.Sink;
using Houle.Streams.Log;
using Houle.Streams.Log.Memory;

namespace Houle.Bench.Sink;

/// <summary>Windows as Detect writes them: a minute's cells one after the other, each its totals and nine entities.</summary>
/// <param name="Rows">Rows that the windows become.</param>
/// <param name="Months">Months that the windows are spread over, in order of time.</param>
internal sealed record WindowLoad(string Name, int Rows, int Months)
{
    public const int Partitions = 2;
    private const int RowsPerWindow = 10, Cells = 200, PeopleMax = 12;

    public static void CreateTopics(MemoryLog log)
    {
        foreach (SinkTable table in SinkTable.All) log.EnsureTopic(new TopicDefinition(table.Topic, Partitions));
    }

    public static Dictionary<TopicPartition, long> Ends(MemoryLog log) => Enumerable.Range(0, Partitions)
        .Select(partition => new TopicPartition(SinkTable.All[0].Topic, partition))
        .ToDictionary(partition => partition, partition => log.Range(partition).End);

    /// <summary>All windows as one commit, so that what measures need not measure their making.</summary>
    public CommitBatch Batch()
    {
        var batch = new CommitBatch();
        var entities = new RecordListBuilder<EntityMeasures>();
        var random = new Random(1);
        Span<ulong> people = stackalloc ulong[PeopleMax];
        int windows = Rows / RowsPerWindow;
        for (int window = 0; window < windows; window++)
        {
            entities.Clear();
            for (int entity = 1; entity < RowsPerWindow; entity++) AddEntity(entities, entity, random, people);
            byte[] cell = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"fr/city-{window % Cells}"));
            long minute = (long)window / Cells % 40_000, month = (long)window * Months / windows;
            var record = new CityWindow
            {
                Cell = cell, WindowStartMs = DateTimeOffset.UnixEpoch.AddYears(50).AddMonths((int)month).AddMinutes(minute).ToUnixTimeMilliseconds() / 60_000 * 60_000,
                Totals = Measures(random, people), Entities = entities.List,
            };
            record.WriteSingleObject(batch.Begin(
                new TopicPartition(SinkTable.All[0].Topic, window % Partitions), CommitBatch.StampAtCommit, cell));
            batch.End();
        }

        return batch;
    }

    private static void AddEntity(RecordListBuilder<EntityMeasures> to, int entity, Random random, Span<ulong> people)
    {
        byte[] id = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"entity-{random.Next(20_000)}"));
        to.Add(new EntityMeasures
        {
            Kind = (EntityKind)(entity % 6), Entity = id, Measures = Measures(random, people),
        });
    }

    private static Measures Measures(Random random, Span<ulong> people)
    {
        people = people[..random.Next(1, PeopleMax + 1)];
        random.NextBytes(MemoryMarshal.AsBytes(people));
        people.Sort();
        return new Measures
        {
            Count = people.Length, Weight = people.Length * 1_000_000L, AuthenticWeight = random.Next(1_000_000),
            PeopleSketch = MemoryMarshal.AsBytes(people).ToArray(), Engagement = random.Next(10_000), Complaints = random.Next(2),
        };
    }
}
