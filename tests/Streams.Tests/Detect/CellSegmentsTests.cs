using System.Text;
using Houle.Avro.Binary;
using Houle.Events;
using Houle.Streams.Detect;
using Houle.Streams.Hashing;
using Houle.Streams.Windows;

namespace Houle.Streams.Tests.Detect;

public sealed class CellSegmentsTests
{
    private readonly WindowTable _table = new();

    [Fact]
    public void Mix_is_that_of_people_minutes_faded_by_the_half_life()
    {
        CellSegments segments = new(halfLifeDays: 10);
        Minute(segments, 1_000, ("students", 30), ("families", 10));
        Learn(segments, 100); // people 0 to 99: the first thirty are students, the first ten both
        Minute(segments, 1_000 + (10 * 1440), ("students", 0), ("runners", 50));
        Learn(segments, 200);

        segments.HasUsual.ShouldBeTrue();
        Usual(segments, "students").ShouldBe((30 / 2.0) / 250, 1e-12);
        Usual(segments, "families").ShouldBe((10 / 2.0) / 250, 1e-12);
        Usual(segments, "runners").ShouldBe(50 / 250.0, 1e-12);
    }

    [Fact]
    public void Segment_that_has_faded_makes_room_and_its_people_forget_it()
    {
        CellSegments segments = new(halfLifeDays: 1);
        Minute(segments, 1_000, [.. Enumerable.Range(0, CellSegments.Max).Select(i => ($"segment-{i}", 1))]);
        Learn(segments, 5);
        ReportedKey key = new();
        key.Begin(1, EntityKind.Sound, "s"u8);
        key.People.Add(1_000, [Person(0)], false, [segments.MaskOf(_table, Person(0))]);
        Minute(segments, 1_001, ("late", 3)); // all are alive
        segments.MaskOf(_table, Person(0)).ShouldBe(CellSegments.Known);

        Minute(segments, 1_000 + (3 * 1440), key, ("later", 3));

        segments.Count.ShouldBe(CellSegments.Max);
        int number = Number(segments, "later");
        segments.MaskOf(_table, Person(0)).ShouldBe((ushort)(CellSegments.Known | (1 << number)));
        int[] members = new int[CellSegments.Max];
        key.People.SegmentsSince(0, members).ShouldBe(1);
        members[number].ShouldBe(0); // he belonged to the one that is gone
        members.Sum().ShouldBe(CellSegments.Max - 1);
    }

    [Fact]
    public void Beyond_the_people_of_a_minute_that_fit_nothing_is_known()
    {
        CellSegments segments = new(halfLifeDays: 10);
        Minute(segments, 1_000, ("students", 1_000), ("families", 20));
        ulong[] students = [.. Enumerable.Range(0, 1_000).Select(Person).Order()];

        segments.MaskOf(_table, students[PeopleSketch.SizeMax - 1]).ShouldNotBe((ushort)0);
        segments.MaskOf(_table, students[PeopleSketch.SizeMax]).ShouldBe((ushort)0);
        Learn(segments, 1_000);
        Usual(segments, "students").ShouldBe(1); // of those who are known
    }

    [Fact]
    public void State_goes_on_as_it_was_written()
    {
        CellSegments segments = new(halfLifeDays: 10), again = new(halfLifeDays: 10);
        Minute(segments, 1_000, ("students", 30), ("families", 10));
        Learn(segments, 150);
        ByteBuffer bytes = new();
        segments.Write(bytes);
        AvroReader reader = new(bytes.Written);
        again.Read(ref reader);

        reader.Remaining.ShouldBe(0);
        Minute(segments, 2_000, ("students", 5));
        Minute(again, 2_000, ("students", 5));
        Learn(segments, 10);
        Learn(again, 10);
        Usual(again, "students").ShouldBe(Usual(segments, "students"));
        again.HasUsual.ShouldBeTrue();
    }

    private static ulong Person(int number) => Hash64.Mix((ulong)number + 1);

    private void Minute(CellSegments segments, int minute, params (string Segment, int People)[] members) => Minute(segments, minute, null, members);

    private void Minute(CellSegments segments, int minute, ReportedKey? followed, params (string Segment, int People)[] members)
    {
        int group = _table.GetOrAddGroup(new GroupKey(Events.Stream.Social, CellLevel.City, 0, _table.Cells.Intern("be/liege"u8), minute * 60_000L, GroupKey.OnTime), out _);
        foreach ((string segment, int people) in members)
        {
            for (int i = 0; i < people; i++) _table.AddSegment(group, Encoding.UTF8.GetBytes(segment), Person(i));
        }

        segments.Begin(minute, _table, group, followed is null ? [] : [followed]);
    }

    private void Learn(CellSegments segments, int people)
    {
        for (int i = 0; i < people; i++) segments.Learn(segments.MaskOf(_table, Person(i)));
    }

    private static int Number(CellSegments segments, string id) =>
        Enumerable.Range(0, segments.Count).Single(i => segments[i].SequenceEqual(Encoding.UTF8.GetBytes(id)));

    private static double Usual(CellSegments segments, string id) => segments.Usual(Number(segments, id));
}
