using System.Text;
using Houle.Streams.Hashing;

namespace Houle.Streams.Tests.Hashing;

public sealed class Hash64Tests
{
    /// <summary>Stored sketches and changelogs hold these hashes: a build that computes others cannot read them. Computed once with
    /// integers of unbounded size.</summary>
    [Theory]
    [InlineData("", 0xD7E9A6A20CE6B838UL)]
    [InlineData("a", 0xA044C4493A71AF84UL)]
    [InlineData("fr/paris", 0xE9FA43403847D21DUL)]
    [InlineData("sixteen bytes ok", 0x36EEED8DCA590F18UL)]
    [InlineData("a longer text of more than sixteen bytes", 0x39BBCA8C370F500AUL)]
    public void Hash_of_a_text_never_changes(string text, ulong expected) =>
        Hash64.Of(Encoding.UTF8.GetBytes(text)).ShouldBe(expected);

    [Fact]
    public void Hashes_of_similar_texts_of_every_length_are_distinct_and_spread()
    {
        HashSet<ulong> seen = [];
        int[] byTopBits = new int[64];
        for (int length = 0; length <= 64; length++)
        {
            byte[] text = new byte[length];
            seen.Add(Hash64.Of(text)).ShouldBeTrue($"{length} zeros");
            for (int i = 0; i < length; i++)
            {
                for (int bit = 0; bit < 8; bit++)
                {
                    text[i] ^= (byte)(1 << bit);
                    ulong hash = Hash64.Of(text);
                    seen.Add(hash).ShouldBeTrue($"length {length}, bit {bit} of byte {i}");
                    byTopBits[hash >> 58]++;
                    text[i] ^= (byte)(1 << bit);
                }
            }
        }

        // 16,640 hashes in 64 bins: 260 expected; seven standard deviations either side.
        byTopBits.Min().ShouldBeGreaterThan(260 - 113);
        byTopBits.Max().ShouldBeLessThan(260 + 113);
    }

    [Fact]
    public void Halves_of_the_128_bits_are_independent()
    {
        int equalBits = 0;
        for (int i = 0; i < 1_000; i++)
        {
            UInt128 hash = Hash64.Of128(BitConverter.GetBytes(i));
            equalBits += 64 - System.Numerics.BitOperations.PopCount((ulong)hash ^ (ulong)(hash >> 64));
        }

        ((double)equalBits / 64_000).ShouldBe(0.5, 0.02);
    }
}
