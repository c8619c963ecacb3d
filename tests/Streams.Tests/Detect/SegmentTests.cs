using Houle.Avro.Binary;
using Houle.Detection.Bursts;
using Houle.Events;
using Houle.Streams.Alerts;
using Houle.Streams.Select;
using Houle.Streams.Tests.Oracle;
using Houle.Streams.Topology;

namespace Houle.Streams.Tests.Detect;

/// <summary>Which audience segments a rise's people belong to: candidates and alerts against a naive count.</summary>
public sealed class SegmentTests(ITestOutputHelper output)
{
    private const int K = 3;

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, true)]
    [InlineData(2, false)]
    public void Segments_are_those_of_a_naive_count_however_the_work_is_cut(int partitions, bool students)
    {
        List<PlainStream> streams = BurstFeed.Make(seed: 21, partitions, late: partitions == 2, students);
        TopologyOptions options = BurstFeed.Options(partitions, 2);
        NaiveSegments naive = new(
            streams[0].Partitions.SelectMany(part => part).Where(e => e.Form == EventForm.Event && !e.EventId.StartsWith("late", StringComparison.Ordinal)),
            "be/liege", EntityKind.Sound, "the-swell", options.Detection!.Bursts.HalfLifeDays);
        Dictionary<int, CandidateTick> ticks = Ticks(Run(options, streams, faults: true)).Where(tick => tick.Cell == "be/liege").ToDictionary(tick => tick.Minute);
        int compared = 0, told = 0;
        foreach (int minute in naive.Minutes)
        {
            ticks.TryGetValue(minute, out CandidateTick? tick); // none while a cell makes no tests
            if (!naive.GoOn(minute, [.. tick?.Candidates.Select(one => (one.Kind, one.Entity)) ?? []]) || tick is null) continue;
            int at = tick.Candidates.ToList().FindIndex(one => one is { Kind: EntityKind.Sound, Entity: "the-swell" });
            (string Segment, int People, int Of)[] expected = naive.HasUsual ? naive.Since(FirstMinute(tick.Reports[at].Strongest, minute), K) : [];
            IReadOnlyList<AlertSegment> found = tick.Candidates[at].Segments;

            found.Select(one => (one.Segment, (int)one.People, (int)one.Of)).ShouldBe(expected, $"minute {minute}");
            foreach (AlertSegment one in found)
            {
                one.UsualShare.ShouldBe(naive.Usual(one.Segment), 1e-6, $"minute {minute}");
                one.Of.ShouldBe(tick.Candidates[at].People, $"minute {minute}");
            }

            compared++;
            told += expected.Length;
        }

        output.WriteLine($"{compared} ticks, {told} segments told");
        compared.ShouldBeGreaterThan(50);
        told.ShouldBeGreaterThan(50);
    }

    [Fact]
    public void Swell_of_students_is_told_as_such_and_one_of_everybody_is_not()
    {
        List<AlertRecord> planted = Alerts(students: true), others = Alerts(students: false);
        AlertRecord liege = planted.Last(alert => alert is { Cell: "be/liege", Entity: "the-swell" } && alert.Evidence.Segments.Count > 0);
        output.WriteLine(liege.SentenceEn);
        output.WriteLine(liege.SentenceFr);
        output.WriteLine(liege.SentenceNl);

        AlertSegment students = liege.Evidence.CarryingSegments().ShouldHaveSingleItem();
        students.Segment.ShouldBe("students");
        students.Share.ShouldBeGreaterThan(0.6);
        students.UsualShare.ShouldBeInRange(0.15, 0.25);
        liege.SentenceEn.ShouldContain($"{students.People} of them “students”");
        planted.ShouldContain(alert => alert.Category == AlertCategory.Moment && alert.Evidence.CarryingSegments().Any(one => one.Segment == "students"));
        planted.Where(alert => alert.Cell == "be/huy").Concat(others).ShouldAllBe(alert => !alert.Evidence.CarryingSegments().Any());
        others.ShouldContain(alert => alert.Evidence.Segments.Count > 0);
    }

    [Fact]
    public void Segment_of_fewer_than_k_people_is_in_no_topic_of_results()
    {
        List<PlainStream> streams = BurstFeed.Make(seed: 21, 1, late: false);
        TopologyOptions options = BurstFeed.Options(1, 1);
        Harness harness = Run(options, streams, faults: false);

        foreach (CandidateTick tick in Ticks(harness))
            tick.Candidates.ShouldAllBe(one => one.Segments.All(segment => segment.People >= K && segment.Segment != "runners")); // who is one person
        foreach (byte[] value in harness.Values(TopicNames.Alerts).Concat(harness.Values(TopicNames.Trends)).Concat(harness.Values(TopicNames.CityWindows)))
            value.AsSpan().IndexOf("runners"u8).ShouldBe(-1);
        streams[0].Partitions[0].Count(e => e.Segments.Contains("runners")).ShouldBeGreaterThan(20);
    }

    [Fact]
    public void Nothing_is_told_where_mentions_carry_no_segments()
    {
        List<PlainStream> streams = BurstFeed.Make(seed: 21, 1, late: false);
        PlainStream without = streams[0] with { Partitions = [[.. streams[0].Partitions[0].Select(e => e with { Segments = [] })]] };
        Harness harness = Run(BurstFeed.Options(1, 1), [without], faults: false);

        Ticks(harness).SelectMany(tick => tick.Candidates).ShouldAllBe(one => one.Segments.Count == 0);
    }

    private static int FirstMinute(Scale scale, int minute) => scale switch
    {
        Scale.FiveMinutes => minute / 5 * 5, Scale.Hour => (minute / 5 * 5) - 55, Scale.TwoHours => (minute / 5 * 5) - 115,
        Scale.SixHours => (minute / 60 * 60) - 300, _ => (minute / 360 * 360) - 1080,
    };

    private static List<AlertRecord> Alerts(bool students) =>
        [.. Run(BurstFeed.Options(1, 1), BurstFeed.Make(seed: 21, 1, late: false, students), faults: false).Values(TopicNames.Alerts).Select(value => AlertCodec.Read(value))];

    private static Harness Run(TopologyOptions options, List<PlainStream> streams, bool faults)
    {
        Harness harness = new(4, options, streams, faults);
        harness.Run(crashRate: faults ? 0.01 : 0);
        return harness;
    }

    private static IEnumerable<CandidateTick> Ticks(Harness harness) => harness.Values(TopicNames.Candidates)
        .Where(value => SingleObject.TryReadFingerprint(value, out ulong fingerprint) && fingerprint == CandidateBlock.Fingerprint)
        .Select(value => new CandidateTick(SingleObject.Body(value)));
}
