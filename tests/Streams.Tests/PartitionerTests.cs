using System.Globalization;

namespace Houle.Streams.Tests;

/// <summary>Against Data/murmur2.csv: keys with the hash and the partitions that the Java producer gives them.</summary>
public sealed class PartitionerTests
{
    [Fact]
    public void Partition_and_hash_equal_those_of_the_java_client()
    {
        string[] rows = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Data", "murmur2.csv"));
        rows.Length.ShouldBeGreaterThan(100);
        foreach (string row in rows.Skip(1))
        {
            string[] cells = row.Split(',');
            byte[] key = Convert.FromHexString(cells[0]);
            Partitioner.Murmur2(key).ShouldBe(int.Parse(cells[1], CultureInfo.InvariantCulture), cells[0]);
            Partitioner.Of(key, 4).ShouldBe(int.Parse(cells[2], CultureInfo.InvariantCulture), cells[0]);
            Partitioner.Of(key, 7).ShouldBe(int.Parse(cells[3], CultureInfo.InvariantCulture), cells[0]);
            Partitioner.Of(key, 64).ShouldBe(int.Parse(cells[4], CultureInfo.InvariantCulture), cells[0]);
        }
    }
}
