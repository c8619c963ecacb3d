namespace Houle.Avro.Mutations;

/// <summary>Damages bytes as disks, networks and wrong programs do: bit flips, cuts, insertions, numbers at their limits, and parts of
/// themselves elsewhere.</summary>
internal sealed class Mutator(Random random)
{
    private static readonly byte[][] Extremes =
    [
        [0xFF, 0xFF, 0xFF, 0xFF, 0x0F], [0xFE, 0xFF, 0xFF, 0xFF, 0x0F], [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01],
        [0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01], [0x80, 0x80, 0x04], [0x01, 0x02], [0x80, 0x89, 0x7A],
    ];

    /// <summary>One to three changes.</summary>
    public byte[] Mutate(byte[] bytes)
    {
        List<byte> mutated = [.. bytes];
        for (int times = 1 + random.Next(3); times > 0; times--) Change(mutated);
        return [.. mutated];
    }

    private void Change(List<byte> bytes)
    {
        int at = random.Next(bytes.Count + 1);
        int left = bytes.Count - at;
        switch (random.Next(8))
        {
            case 0 or 1 when left > 0: bytes[at] ^= (byte)(1 << random.Next(8)); break;
            case 2 when left > 0: bytes[at] = (byte)random.Next(256); break;
            case 3 when left > 0: bytes.RemoveRange(at, 1 + random.Next(Math.Min(left, 8))); break;
            case 4: bytes.RemoveRange(at, left); break;
            case 5: bytes.InsertRange(at, Extremes[random.Next(Extremes.Length)]); break;
            case 6 when left > 0: bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, 1 + random.Next(Math.Min(left, 32)))); break;
            default: bytes.Insert(at, (byte)random.Next(256)); break;
        }
    }
}
