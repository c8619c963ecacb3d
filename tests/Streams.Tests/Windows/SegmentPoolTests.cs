using System.Text;
using Houle.Events;
using Houle.Streams.Hashing;
using Houle.Streams.Windows;

namespace Houle.Streams.Tests.Windows;

public sealed class SegmentPoolTests
{
    [Fact]
    public void Segments_are_those_of_a_naive_count_in_any_order_and_in_parts()
    {
        for (int seed = 0; seed < 60; seed++)
        {
            Random random = new(seed);
            WindowTable table = new();
            int[] groups = [Group(table, 1), Group(table, 2), Group(table, 3)];
            HashSet<(string, ulong)> all = [];
            int names = 1 + random.Next(40), people = 1 + random.Next(400);
            for (int i = random.Next(3_000); i > 0; i--)
            {
                (string segment, ulong person) = ($"segment-{random.Next(names)}", Hash64.Mix((ulong)random.Next(people)));
                all.Add((segment, person));
                table.AddSegment(groups[1 + random.Next(2)], Encoding.UTF8.GetBytes(segment), person);
            }

            table.AddSegments(groups[0], groups[2]); // as a cell above takes up its parts
            table.AddSegments(groups[0], groups[1]);

            string[] kept = [.. all.Select(one => one.Item1).Distinct().OrderBy(one => Hash64.Of(Encoding.UTF8.GetBytes(one))).Take(SegmentPool.PerGroup)];
            Rows(table, groups[0]).Select(row => Encoding.UTF8.GetString(table.Segments.Segment(row))).ShouldBe(kept.Reverse(), $"seed {seed}");
            ulong knownTo = ulong.MaxValue;
            foreach (int row in Rows(table, groups[0]))
            {
                string segment = Encoding.UTF8.GetString(table.Segments.Segment(row));
                ulong[] members = [.. all.Where(one => one.Item1 == segment).Select(one => one.Item2).Order().Take(PeopleSketch.SizeMax)];
                table.Segments.People(row).ToArray().ShouldBe(members, $"seed {seed}, {segment}");
                if (members.Length == PeopleSketch.SizeMax) knownTo = Math.Min(knownTo, members[^1]);
            }

            table.Segments.KnownTo(table.Group(groups[0]).FirstSegment).ShouldBe(knownTo, $"seed {seed}");
        }
    }

    [Fact]
    public void Rows_of_a_group_that_left_are_used_again()
    {
        WindowTable table = new();
        for (int round = 0; round < 100; round++)
        {
            int group = Group(table, round);
            for (int i = 0; i < 40; i++) table.AddSegment(group, Encoding.UTF8.GetBytes($"segment-{i % 5}"), Hash64.Mix((ulong)(i + round)));
            Rows(table, group).Sum(row => table.Segments.People(row).Length).ShouldBe(40);
            table.RemoveGroup(group);
        }

        table.Segments.Rows.ShouldBe(5);
    }

    private static int Group(WindowTable table, long minute) =>
        table.GetOrAddGroup(new GroupKey(Events.Stream.Social, CellLevel.City, 0, table.Cells.Intern("be/liege"u8), minute * 60_000, GroupKey.OnTime), out _);

    private static IEnumerable<int> Rows(WindowTable table, int group)
    {
        for (int row = table.Group(group).FirstSegment; row >= 0; row = table.Segments.Next(row)) yield return row;
    }
}
