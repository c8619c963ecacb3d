using System.Globalization;
using System.Text;
using Houle.Streams.Hashing;
using Houle.Streams.Observe.Creators;

namespace Houle.Bench.Audience;

/// <summary>What a million creators take in memory, with and without comments on their pages.</summary>
internal static class CreatorMemory
{
    private const int Creators = 1_000_000;

    public static void Run()
    {
        Console.WriteLine();
        Console.WriteLine($"{Creators} creators with ids of 26 bytes; the changelog's 4 bytes a row come on top.");
        foreach (bool hasComments in (bool[])[false, true])
        {
            long before = GC.GetTotalMemory(true);
            CreatorTable table = new(Creators);
            for (int i = 0; i < Creators; i++)
            {
                byte[] id = Encoding.UTF8.GetBytes(i.ToString("d26", CultureInfo.InvariantCulture));
                int row = table.GetOrAdd(id, Hash64.Of(id));
                if (hasComments) table.Sketch(row).SawCommenter(Hash64.Of(id));
            }

            double megabytes = (GC.GetTotalMemory(true) - before) / 1e6;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(hasComments ? "comments on every page" : "posts alone")}: {megabytes:0} MB"));
            GC.KeepAlive(table);
        }
    }
}
