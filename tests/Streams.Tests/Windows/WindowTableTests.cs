using System.Text;
using Houle.Events;
using Houle.Streams.Windows;
using Stream = Houle.Events.Stream;

namespace Houle.Streams.Tests.Windows;

public sealed class WindowTableTests
{
    [Fact]
    public void Table_equals_a_dictionary_under_adding_removing_and_forgetting_names()
    {
        for (int seed = 0; seed < 60; seed++)
        {
            Random random = new(seed);
            WindowTable table = new();
            Dictionary<(string Cell, long Minute), Dictionary<string, long>> naive = [];
            Dictionary<(string Cell, long Minute), int> rows = [];
            for (int step = 0; step < 800; step++)
            {
                (string Cell, long Minute) key = ($"fr/c{random.Next(5)}", random.Next(6) * 60_000);
                if (random.Next(60) == 0 && rows.Remove(key, out int gone))
                {
                    table.RemoveGroup(gone);
                    naive.Remove(key);
                }
                else if (random.Next(60) == 0)
                {
                    table.CompactNames(rows.Values);
                }
                else
                {
                    Count(table, rows, naive, key, $"e{random.Next(40)}");
                }
            }

            table.GroupCount.ShouldBe(naive.Count);
            table.EntityCount.ShouldBe(naive.Values.Sum(entities => entities.Count));
            foreach ((var key, Dictionary<string, long> entities) in naive) EntitiesOf(table, rows[key]).ShouldBe(entities, ignoreOrder: true, $"seed {seed}");
        }
    }

    [Fact]
    public void Forgetting_names_keeps_only_those_in_use()
    {
        WindowTable table = new();
        int kept = table.GetOrAddGroup(Key(table, "fr/paris", 0), out _);
        table.GetOrAddEntity(kept, EntityKind.Sound, table.Names.Intern("s1"u8));
        int gone = table.GetOrAddGroup(Key(table, "fr/lyon", 0), out _);
        table.GetOrAddEntity(gone, EntityKind.Sound, table.Names.Intern("s2"u8));
        table.RemoveGroup(gone);
        table.CompactNames([kept]);
        table.Names.Count.ShouldBe(1);
        table.Cells.Count.ShouldBe(1);
        table.GetOrAddGroup(Key(table, "fr/paris", 0), out bool isNew).ShouldBe(kept);
        isNew.ShouldBeFalse();
    }

    private static void Count(
        WindowTable table, Dictionary<(string, long), int> rows, Dictionary<(string, long), Dictionary<string, long>> naive,
        (string Cell, long Minute) key, string entity)
    {
        int group = table.GetOrAddGroup(Key(table, key.Cell, key.Minute), out bool isNew);
        isNew.ShouldBe(!rows.ContainsKey(key));
        rows[key] = group;
        int row = table.GetOrAddEntity(group, EntityKind.Sound, table.Names.Intern(Encoding.UTF8.GetBytes(entity)));
        table.AddTo(row, new Sums { Count = 1 });
        if (!naive.TryGetValue(key, out Dictionary<string, long>? entities)) naive[key] = entities = [];
        entities[entity] = entities.GetValueOrDefault(entity) + 1;
    }

    private static GroupKey Key(WindowTable table, string cell, long minute) =>
        new(Stream.Social, CellLevel.City, 0, table.Cells.Intern(Encoding.UTF8.GetBytes(cell)), minute, GroupKey.OnTime);

    private static List<KeyValuePair<string, long>> EntitiesOf(WindowTable table, int group)
    {
        List<KeyValuePair<string, long>> entities = [];
        for (int row = table.Group(group).FirstEntity; row >= 0; row = table.Entity(row).Next)
            entities.Add(new(Encoding.UTF8.GetString(table.Names[table.Entity(row).Name]), table.SumsOf(row).Count));
        return entities;
    }
}
