using System.Text;
using Houle.Avro.Binary;
using Houle.Avro.Lists;
using Houle.Events;

namespace Houle.Sinks.Tests;

/// <summary>A window as plain objects, people as full sets: what the naive oracles count.</summary>
internal sealed record WindowModel(
    Events.Stream Stream, string Cell, CellLevel Level, long StartMs, long? LateInMs, MeasuresModel? Totals,
    IReadOnlyList<(EntityKind Kind, string Entity, MeasuresModel Measures)> Entities)
{
    public int Rows => Entities.Count + (Totals is null ? 0 : 1);

    public void Write(ByteBuffer to)
    {
        var entities = new RecordListBuilder<EntityMeasures>();
        foreach ((EntityKind kind, string entity, MeasuresModel measures) in Entities)
        {
            byte[] sketch = measures.Sketch(), id = Encoding.UTF8.GetBytes(entity);
            var item = new EntityMeasures { Kind = kind, Entity = id, Measures = measures.ToRecord(sketch) };
            entities.Add(item);
        }

        byte[] cell = Encoding.UTF8.GetBytes(Cell), totals = Totals?.Sketch() ?? [];
        var window = new CityWindow
        {
            Stream = Stream, Cell = cell, Level = Level, WindowStartMs = StartMs, LateInMs = LateInMs, Entities = entities.List,
        };
        if (Totals is not null) window.Totals = Totals.ToRecord(totals);
        window.WriteSingleObject(to);
    }

    /// <summary>Windows of a few cells over a few hours, with corrections, from a seed.</summary>
    public static List<WindowModel> Random(int seed, int count, long fromMs = 1_700_000_000_000, int hours = 3)
    {
        var random = new Random(seed);
        (string Cell, CellLevel Level)[] cells =
        [
            ("be/liege", CellLevel.City), ("fr/paris", CellLevel.City), ("fr", CellLevel.Country),
            ("world/unknown", CellLevel.City), ("brand:acme", CellLevel.Brand),
        ];
        // Few people in some cells and many in others, so that both sides of k and of 128 are met.
        ulong[] people = [.. Enumerable.Range(0, 400).Select(_ => (ulong)random.NextInt64(long.MinValue, long.MaxValue))];
        List<WindowModel> windows = [];
        for (int i = 0; i < count; i++)
        {
            (string cell, CellLevel level) = cells[random.Next(cells.Length)];
            long start = (fromMs / 60_000 * 60_000) + (random.Next(hours * 60) * 60_000L);
            int crowd = random.Next(4) switch { 0 => 2, 1 => 6, 2 => 130, _ => 400 };
            windows.Add(new WindowModel(
                (Events.Stream)random.Next(5), cell, level, start,
                random.Next(5) == 0 ? start + 600_000 : null,
                random.Next(8) == 0 ? null : MeasuresModel.Random(random, people.AsSpan(0, crowd)),
                [
                    .. Enumerable.Range(0, random.Next(6)).Select(entity => (
                        (EntityKind)random.Next(EntityKindSymbols.Count), $"é-{random.Next(4)}",
                        MeasuresModel.Random(random, people.AsSpan(0, crowd)))),
                ]));
        }

        return windows;
    }
}
