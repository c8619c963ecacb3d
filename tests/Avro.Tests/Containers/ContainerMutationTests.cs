using System.Diagnostics;
using Houle.Avro.Binary;
using Houle.Avro.Containers;
using Houle.Avro.Tests.Vectors;

namespace Houle.Avro.Tests.Containers;

/// <summary>Files of Java's, damaged: an error with its place, or records; never a crash, a hang or memory beyond what is stated.</summary>
public class ContainerMutationTests
{
    private const int BlockBytesMax = 1 << 20;

    /// <summary>What docs/decisions/own-avro-codec.md states: twice two growing blocks, 100 times the file for its header, and the first buffers.</summary>
    private static long AllocatedBytesMax(int fileBytes) => 4L * BlockBytesMax + 100L * fileBytes + (1 << 20);

    /// <summary>HOULE_MUTATIONS sets how many a file; the seed of each is its number.</summary>
    [Theory]
    [InlineData("null-20.avro")]
    [InlineData("deflate-1.avro")]
    [InlineData("snappy-1.avro")]
    [InlineData("zstandard-1.avro")]
    [InlineData("zstandard-250-checksum.avro")]
    [InlineData("header-map-in-negative-blocks.avro")]
    public void Damaged_file_is_an_error_or_records_in_bounded_memory(string name)
    {
        string path = Path.Combine(VectorFile.Folder, "ocf", name);
        byte[] file = File.ReadAllBytes(path);
        int mutations = int.TryParse(Environment.GetEnvironmentVariable("HOULE_MUTATIONS"), out int given) ? given : 1_500;
        int refused = 0;
        long mostBytes = 0;
        var watch = Stopwatch.StartNew();
        for (int seed = 0; seed < mutations; seed++)
        {
            byte[] mutated = Mutate(file, new Random(seed));
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                using var reader = new ContainerReader(new MemoryStream(mutated), new ContainerLimits { BlockBytesMax = BlockBytesMax });
                while (reader.TryRead(out _))
                {
                }
            }
            catch (AvroException error)
            {
                error.Position.ShouldBeInRange(0, mutated.Length, $"seed {seed}: {error.Message}");
                refused++;
            }

            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            allocated.ShouldBeLessThan(AllocatedBytesMax(mutated.Length), $"seed {seed}");
            mostBytes = Math.Max(mostBytes, allocated);
        }

        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{name}: {refused} of {mutations} refused, at most {mostBytes:#,0} bytes allocated, {watch.Elapsed.TotalSeconds:F1} s");
        refused.ShouldBeGreaterThan(mutations / 4);
    }

    [Theory]
    [InlineData("bomb-deflate.avro")]
    [InlineData("bomb-zstandard.avro")]
    [InlineData("bad-snappy-length-1-gigabyte.avro")]
    [InlineData("bad-block-size-2-gigabytes.avro")]
    [InlineData("bad-block-size-max-long.avro")]
    public void Bomb_is_refused_in_bounded_memory(string name)
    {
        byte[] file = File.ReadAllBytes(Path.Combine(VectorFile.Folder, "ocf", name));
        long before = GC.GetAllocatedBytesForCurrentThread();
        Should.Throw<AvroException>(() =>
        {
            using var reader = new ContainerReader(new MemoryStream(file), new ContainerLimits { BlockBytesMax = BlockBytesMax });
            while (reader.TryRead(out _))
            {
            }
        });
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(AllocatedBytesMax(file.Length));
    }

    private static byte[] Mutate(byte[] file, Random random)
    {
        var bytes = new List<byte>(file);
        for (int n = 1 + random.Next(3); n > 0 && bytes.Count > 0; n--)
        {
            int at = random.Next(bytes.Count);
            switch (random.Next(6))
            {
                case 0: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 1: bytes[at] = (byte)random.Next(256); break;
                case 2: bytes.RemoveRange(at, Math.Min(random.Next(1, 20), bytes.Count - at)); break;
                case 3: bytes.Insert(at, (byte)random.Next(256)); break;
                case 4: bytes.InsertRange(at, [.. bytes.Skip(random.Next(bytes.Count)).Take(random.Next(1, 200))]); break;
                default: bytes.RemoveRange(at, bytes.Count - at); break;
            }
        }

        return [.. bytes];
    }
}
