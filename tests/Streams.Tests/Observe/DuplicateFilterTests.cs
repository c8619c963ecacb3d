using Houle.Streams.Hashing;
using Houle.Streams.Observe;

namespace Houle.Streams.Tests.Observe;

public sealed class DuplicateFilterTests
{
    [Fact]
    public void Filter_equals_a_list_that_is_searched_from_its_start()
    {
        for (int seed = 0; seed < 100; seed++)
        {
            Random random = new(seed);
            int idsMax = 1 + random.Next(60);
            DuplicateFilter filter = new(horizonMs: 1_000, idsMax);
            List<(UInt128 Id, long Time)> naive = [];
            long now = 0, dropped = 0;
            for (int step = 0; step < 600; step++)
            {
                now += random.Next(100);
                UInt128 id = Hash64.Of128(BitConverter.GetBytes(random.Next(80)));
                naive.RemoveAll(held => held.Time < now - 1_000);
                bool isNew = naive.TrueForAll(held => held.Id != id);
                filter.TryAdd(id, now).ShouldBe(isNew, $"seed {seed} step {step}");
                if (!isNew) continue;
                if (naive.Count == idsMax)
                {
                    naive.RemoveAt(0);
                    dropped++;
                }

                naive.Add((id, now));
            }

            filter.Count.ShouldBe(naive.Count);
            filter.Dropped.ShouldBe(dropped);
            for (int i = 0; i < naive.Count; i++) filter.At(filter.First + i).ShouldBe((naive[i].Id, naive[i].Time));
        }
    }
}
