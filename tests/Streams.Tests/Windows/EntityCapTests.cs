using System.Text;
using Houle.Events;
using Houle.Streams.Detect;
using Houle.Streams.Windows;

namespace Houle.Streams.Tests.Windows;

public sealed class EntityCapTests
{
    private const int Cap = 50;

    [Fact]
    public void What_a_full_window_keeps_does_not_depend_on_the_order_of_arrival()
    {
        string[] expected = Lines(new Random(0));
        expected.Length.ShouldBe(Cap + 2); // and '(other)' of two kinds
        for (int seed = 1; seed < 50; seed++) Lines(new Random(seed)).ShouldBe(expected, $"seed {seed}");
    }

    [Fact]
    public void Nothing_is_lost_by_folding()
    {
        long total = Lines(new Random(3)).Sum(line => long.Parse(line.Split('|')[2], System.Globalization.CultureInfo.InvariantCulture));
        total.ShouldBe(Updates().Length);
    }

    /// <summary>Each of 400 entities 1 to 5 times.</summary>
    private static (EntityKind Kind, string Id)[] Updates() =>
        [.. Enumerable.Range(0, 400).SelectMany(i => Enumerable.Repeat((i % 3 == 0 ? EntityKind.Sound : EntityKind.Hashtag, $"e{i}"), 1 + (i % 5)))];

    private static string[] Lines(Random random)
    {
        (EntityKind Kind, string Id)[] updates = Updates();
        random.Shuffle(updates);
        WindowTable table = new();
        EntityCap cap = new(Cap);
        EntityUpdates pending = new(table, cap);
        int group = table.GetOrAddGroup(new GroupKey(Events.Stream.Social, CellLevel.City, 0, table.Cells.Intern("x"u8), 0, GroupKey.OnTime), out _);
        foreach ((EntityKind kind, string id) in updates)
        {
            pending.Add(group, kind, Encoding.UTF8.GetBytes(id), new Sums { Count = 1 });
            pending.AddPerson((ulong)id.Length);
        }

        pending.Flush();
        cap.Cut(table, group);
        List<string> lines = [];
        foreach (int row in new EntityOrder().Sort(table, group))
            lines.Add($"{table.Entity(row).Kind}|{Encoding.UTF8.GetString(table.Names[table.Entity(row).Name])}|{table.SumsOf(row).Count}|{table.PeopleOf(row).Length}");
        return [.. lines];
    }
}
