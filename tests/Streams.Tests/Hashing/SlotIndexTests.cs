using Houle.Streams.Hashing;

namespace Houle.Streams.Tests.Hashing;

public sealed class SlotIndexTests
{
    [Fact]
    public void Index_equals_a_dictionary_of_lists_under_random_inserts_and_removals()
    {
        for (int seed = 0; seed < 200; seed++)
        {
            Random random = new(seed);
            SlotIndex index = new(4);
            Dictionary<uint, HashSet<int>> naive = [];
            int hashes = 1 + random.Next(60); // few hashes: long runs and many collisions
            for (int row = 0; row < 400; row++)
            {
                uint hash = (uint)random.Next(hashes) * 0x01000001u;
                if (random.Next(3) > 0) Insert(index, naive, hash, row);
                else if (naive.GetValueOrDefault(hash) is { Count: > 0 } rows) Remove(index, rows, hash);
                RowsOf(index, hash).ShouldBe(naive.GetValueOrDefault(hash) ?? [], ignoreOrder: true, $"seed {seed}");
            }

            foreach ((uint hash, HashSet<int> rows) in naive) RowsOf(index, hash).ShouldBe(rows, ignoreOrder: true, $"seed {seed}");
            index.Count.ShouldBe(naive.Values.Sum(rows => rows.Count));
        }
    }

    [Fact]
    public void Removing_a_row_that_is_not_there_is_an_error()
    {
        SlotIndex index = new();
        Should.Throw<InvalidOperationException>(() => index.Remove(7, 3)).Message.ShouldContain("row 3");
    }

    private static void Insert(SlotIndex index, Dictionary<uint, HashSet<int>> naive, uint hash, int row)
    {
        int slot = -1;
        while (index.Next(hash, ref slot) >= 0)
        {
            // To the free slot behind the rows with this hash.
        }

        index.Insert(slot, hash, row);
        if (!naive.TryGetValue(hash, out HashSet<int>? rows)) naive[hash] = rows = [];
        rows.Add(row);
    }

    private static void Remove(SlotIndex index, HashSet<int> rows, uint hash)
    {
        int row = rows.First();
        index.Remove(hash, row);
        rows.Remove(row);
    }

    private static List<int> RowsOf(SlotIndex index, uint hash)
    {
        List<int> rows = [];
        int slot = -1, row;
        while ((row = index.Next(hash, ref slot)) >= 0) rows.Add(row);
        return rows;
    }
}
