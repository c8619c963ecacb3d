using Houle.Avro.Binary;
using Houle.Streams.Detect;
using Houle.Streams.Windows;

namespace Houle.Streams.Tests.Detect;

public sealed class RecentPeopleTests
{
    [Fact]
    public void People_of_a_span_are_exact_while_few()
    {
        for (int seed = 0; seed < 25; seed++)
        {
            Random random = new(seed);
            RecentPeople people = new();
            List<(int Minute, ulong Person)> seen = [];
            ulong[] all = [.. Enumerable.Range(0, 100).Select(_ => (ulong)random.NextInt64())];
            for (int minute = 1; minute < 3_000; minute += 1 + random.Next(20))
            {
                ulong[] now = [.. Enumerable.Range(0, random.Next(4)).Select(_ => all[random.Next(all.Length)]).Distinct().Order()];
                people.Add(minute, now, hasUnnamed: false);
                seen.AddRange(now.Select(person => (minute, person)));
                int first = minute - random.Next(1_400);
                people.Since(first).ShouldBe(seen.Where(one => one.Minute >= first).Select(one => one.Person).Distinct().Count(), $"seed {seed}, minute {minute}");
            }
        }
    }

    [Fact]
    public void Many_people_are_estimated_and_old_ones_leave()
    {
        Random random = new(1);
        RecentPeople people = new();
        SketchPool pool = new();
        double worst = 0;
        for (int minute = 1; minute < 600; minute++)
        {
            PeopleSketch sketch = default;
            for (int i = 0; i < 300; i++) pool.Add(ref sketch, (ulong)random.NextInt64() * 2);
            people.Add(minute, pool.Hashes(in sketch), hasUnnamed: false);
            pool.Free(ref sketch);
            if (minute > 120) worst = Math.Max(worst, Math.Abs((people.Since(minute - 119) / 36_000.0) - 1));
        }

        worst.ShouldBeLessThan(0.8); // a fifth of 128 hashes is left of two hours among ten: standard error 20%
        people.Since(5_000).ShouldBe(0);
    }

    [Fact]
    public void State_goes_on_as_it_was_written()
    {
        RecentPeople people = new();
        people.Add(10, [1, 5, 9], hasUnnamed: true);
        people.Add(40, [5, 7], hasUnnamed: false);
        ByteBuffer bytes = new();
        people.Write(bytes);

        RecentPeople again = new();
        AvroReader reader = new(bytes.Written);
        again.Read(ref reader);

        reader.Remaining.ShouldBe(0);
        again.Since(10).ShouldBe(4);
        again.Since(11).ShouldBe(2);
        again.IsUnnamedSince(10).ShouldBeFalse();
    }
}
