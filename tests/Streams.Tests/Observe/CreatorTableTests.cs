using System.Globalization;
using System.Text;
using Houle.Avro.Binary;
using Houle.Detection.Audience;
using Houle.Streams.Hashing;
using Houle.Streams.Observe.Creators;

namespace Houle.Streams.Tests.Observe;

[CollectionDefinition(nameof(CreatorTableTests), DisableParallelization = true)] // it weighs the heap, which every test shares
[Collection(nameof(CreatorTableTests))]
public sealed class CreatorTableTests(ITestOutputHelper output)
{
    private static byte[] Id(int number) => Encoding.UTF8.GetBytes(number.ToString("d26", CultureInfo.InvariantCulture)); // as long as a pseudonym

    /// <summary>300 MB for a million whose pages are commented on. The changelog's four bytes a row come on top of what is measured here.</summary>
    [Theory]
    [InlineData(false, 215)]
    [InlineData(true, 280)]
    public void A_creator_takes_no_more_bytes_than(bool hasComments, int bytesMax)
    {
        const int Count = 200_000;
        long before = GC.GetTotalMemory(true);
        CreatorTable table = new(Count);
        for (int i = 0; i < Count; i++)
        {
            int row = table.GetOrAdd(Id(i), Hash64.Of(Id(i)));
            if (hasComments) table.Sketch(row).SawCommenter(Hash64.Of(Id(i)));
        }

        double each = (GC.GetTotalMemory(true) - before) / (double)Count;
        output.WriteLine($"{each:0} bytes a creator");
        each.ShouldBeLessThanOrEqualTo(bytesMax);
        table.Find(Id(7), Hash64.Of(Id(7))).ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Rows_come_back_as_they_were_though_cities_have_other_numbers()
    {
        CreatorTable table = new(1_000);
        table.Open(20_000);
        Random random = new(2);
        for (int i = 0; i < 500; i++)
        {
            int row = table.GetOrAdd(Id(i), Hash64.Of(Id(i)));
            CreatorMonitor.OnFollowers(ref table.State(row), 1_700_000_000_000, random.Next(1_000_000));
            table.At(row).IsPartner = random.Next(2) == 0;
            (table.At(row).LastDay, table.At(row).FollowersAtDayStart) = ((ushort)random.Next(1, 20_000), (uint)random.Next());
            table.At(row).Standing.Score = random.NextSingle();
            table.At(row).Platform = (byte)random.Next(16);
            if (random.Next(3) > 0) table.At(row).City = table.CityNumber(Encoding.UTF8.GetBytes($"be/c{random.Next(50)}"));
            for (int named = random.Next(9); named > 0; named--) table.At(row).Named.Add(CreatorRow.RecentlyNamed.Of((ulong)random.NextInt64()));
            if (random.Next(20) == 0) table.Pod(row).Saw((ulong)random.NextInt64());
            table.Cohorts.Learn(random.Next(EngagementCohorts.Count), (ulong)random.NextInt64(), -4 + random.NextSingle());
            if (random.Next(2) == 0) continue; // nobody commented
            table.Sketch(row).SawCity(table.CityNumber(Encoding.UTF8.GetBytes($"fr/c{random.Next(90)}")));
        }

        CreatorTable copy = new(1_000);
        for (int row = table.RowLimit - 1; row >= 0; row--)
        {
            ByteBuffer bytes = new();
            table.TryWrite(row, bytes).ShouldBeTrue();
            copy.Put(bytes.Written);
        }

        copy.OpenDay.ShouldBe(20_000);
        for (int cohort = 0; cohort < EngagementCohorts.Count; cohort++) copy.Cohorts[cohort].ShouldBe(table.Cohorts[cohort]);
        for (int row = 1; row < table.RowLimit; row++)
        {
            int there = copy.Find(table.Id(row), Hash64.Of(table.Id(row)));
            copy.State(there).ShouldBe(table.State(row));
            copy.At(there).IsPartner.ShouldBe(table.At(row).IsPartner);
            copy.At(there).LastDay.ShouldBe(table.At(row).LastDay);
            copy.At(there).FollowersAtDayStart.ShouldBe(table.At(row).FollowersAtDayStart);
            copy.At(there).Standing.ShouldBe(table.At(row).Standing);
            copy.At(there).Platform.ShouldBe(table.At(row).Platform);
            ((ReadOnlySpan<ushort>)copy.At(there).Named).SequenceEqual(table.At(row).Named).ShouldBeTrue();
            NameOf(copy, copy.At(there).City).ShouldBe(NameOf(table, table.At(row).City));
            copy.HasPod(there).ShouldBe(table.HasPod(row));
            if (table.HasPod(row)) copy.Pod(there).Taken.ShouldBe(table.Pod(row).Taken);
            for (int i = 0; i < AudienceSketch.CitiesMax; i++)
            {
                (ushort city, ushort count) = table.SketchOrEmpty(row).City(i);
                (ushort otherCity, ushort otherCount) = copy.SketchOrEmpty(there).City(i);
                otherCount.ShouldBe(count);
                if (count > 0) Encoding.UTF8.GetString(copy.City(otherCity)).ShouldBe(Encoding.UTF8.GetString(table.City(city)));
            }
        }
    }

    private static string NameOf(CreatorTable table, ushort city) => city == 0 ? "" : Encoding.UTF8.GetString(table.City(city));

    [Fact]
    public void What_posts_named_last_is_remembered_once_each_the_latest_first()
    {
        CreatorRow.RecentlyNamed named = default;
        List<ushort> naive = [];
        Random random = new(3);
        for (int i = 0; i < 200; i++)
        {
            ushort key = (ushort)random.Next(1, 12);
            named.Add(key);
            if (!naive.Contains(key)) naive = [key, .. naive.Take(CreatorRow.RecentlyNamed.Count - 1)];
            ((ReadOnlySpan<ushort>)named)[..naive.Count].ToArray().ShouldBe(naive);
        }

        CreatorRow.RecentlyNamed.Of(0).ShouldNotBe((ushort)0);
        CreatorRow.RecentlyNamed.Of(ulong.MaxValue).ShouldNotBe((ushort)0);
    }

    [Fact]
    public void Ids_of_any_length_are_kept_apart()
    {
        CreatorTable table = new(1_000);
        string[] ids = [.. Enumerable.Range(1, 64).SelectMany(length => (string[])[new string('a', length), new string('a', length - 1) + "b"])];
        foreach (string id in ids) table.GetOrAdd(Encoding.UTF8.GetBytes(id), Hash64.Of(Encoding.UTF8.GetBytes(id)));
        table.RowLimit.ShouldBe(ids.Length + 1);
        foreach (string id in ids)
            Encoding.UTF8.GetString(table.Id(table.Find(Encoding.UTF8.GetBytes(id), Hash64.Of(Encoding.UTF8.GetBytes(id))))).ShouldBe(id);
    }

    [Fact]
    public void Creators_past_the_bound_are_refused_and_counted()
    {
        CreatorTable table = new(2);
        for (int i = 0; i < 4; i++) table.GetOrAdd(Id(i), Hash64.Of(Id(i)));
        table.GetOrAdd(Id(9), Hash64.Of(Id(9))).ShouldBe(-1);
        table.GetOrAdd(Id(1), Hash64.Of(Id(1))).ShouldBeGreaterThan(0);
        table.Untracked.ShouldBe(3);
    }

    [Fact]
    public void Silent_creators_make_room_from_the_days_beginning_on_and_come_back_as_new()
    {
        CreatorTable table = new(2, silentDays: 10);
        table.Open(100);
        int first = table.GetOrAdd(Id(1), Hash64.Of(Id(1)));
        table.GetOrAdd(Id(2), Hash64.Of(Id(2))).ShouldBeGreaterThan(0);
        table.State(first).Posts = 7;
        table.Sketch(first).SawCommenter(3);
        table.Open(110);
        table.GetOrAdd(Id(3), Hash64.Of(Id(3))).ShouldBe(-1, "ten days are not more than ten");
        table.Open(111);
        table.Count.ShouldBe(0);
        table.IsSilent(first).ShouldBeTrue();
        table.GetOrAdd(Id(3), Hash64.Of(Id(3))).ShouldBeGreaterThan(0, "though the sweep has not freed anything yet");
        table.TryRevive(first).ShouldBeTrue();
        table.At(first).LastDay = 111;
        table.State(first).Posts.ShouldBe((ushort)0);
        table.SketchOrEmpty(first).SawCommenter(3).ShouldBeFalse();
        table.TryRevive(table.Find(Id(2), Hash64.Of(Id(2)))).ShouldBeFalse("two are there");
        table.Free(table.Find(Id(2), Hash64.Of(Id(2))));
        table.Find(Id(2), Hash64.Of(Id(2))).ShouldBe(-1);
        table.Count.ShouldBe(2);
    }

    [Fact]
    public void Freed_rows_and_sketches_are_taken_again_and_a_naive_set_agrees()
    {
        const int Seed = 5;
        Random random = new(Seed);
        CreatorTable table = new(10_000, silentDays: 5);
        Dictionary<string, int> lastDays = []; // the oracle
        for (int day = 1_000; day < 1_060; day++)
        {
            table.Open(day);
            foreach (string gone in lastDays.Where(one => one.Value + 5 < day).Select(one => one.Key).ToArray()) lastDays.Remove(gone);
            for (int row = 1; row < table.RowLimit; row++)
            {
                if (table.IsSilent(row)) table.Free(row);
            }

            for (int i = 0; i < 200; i++)
            {
                string id = new((char)('a' + random.Next(26)), random.Next(1, 64));
                byte[] bytes = Encoding.UTF8.GetBytes(id);
                int row = table.GetOrAdd(bytes, Hash64.Of(bytes));
                table.At(row).LastDay = (ushort)day;
                table.Sketch(row).SawCommenter((ulong)i);
                lastDays[id] = day;
            }

            table.Count.ShouldBe(lastDays.Count, $"day {day}, seed {Seed}");
            foreach (string id in lastDays.Keys) table.Find(Encoding.UTF8.GetBytes(id), Hash64.Of(Encoding.UTF8.GetBytes(id))).ShouldBeGreaterThan(0);
        }

        table.RowLimit.ShouldBeLessThan(26 * 63);
    }
}
