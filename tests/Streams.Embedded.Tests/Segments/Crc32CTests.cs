using System.Text;
using Houle.Streams.Embedded.Segments;

namespace Houle.Streams.Embedded.Tests.Segments;

public sealed class Crc32CTests
{
    private static uint Of(ReadOnlySpan<byte> bytes) => Crc32C.Finish(Crc32C.Add(Crc32C.Start, bytes));

    /// <summary>RFC 3720, appendix B.4, and the check value that every catalogue of CRCs lists.</summary>
    [Fact]
    public void Crc_equals_the_published_vectors()
    {
        Of(Encoding.ASCII.GetBytes("123456789")).ShouldBe(0xE3069283);
        Of(new byte[32]).ShouldBe(0x8A9136AA);
        Of([.. Enumerable.Repeat((byte)0xFF, 32)]).ShouldBe(0x62A8AB43u);
        Of([.. Enumerable.Range(0, 32).Select(i => (byte)i)]).ShouldBe(0x46DD794Eu);
        Of([.. Enumerable.Range(0, 32).Select(i => (byte)(31 - i))]).ShouldBe(0x113FDB5Cu);
    }

    [Fact]
    public void Crc_by_table_equals_crc_by_instruction_at_every_length_and_alignment()
    {
        byte[] bytes = new byte[300];
        new Random(5).NextBytes(bytes);
        for (int start = 0; start < 9; start++)
        {
            for (int length = 0; length < 280; length++)
            {
                ReadOnlySpan<byte> part = bytes.AsSpan(start, length);
                Crc32C.Add(77, part).ShouldBe(Crc32C.AddByTable(77, part));
            }
        }
    }

    [Fact]
    public void Crc_of_a_number_is_that_of_its_bytes() =>
        Crc32C.Add(3, 0x0807060504030201UL).ShouldBe(Crc32C.AddByTable(3, [1, 2, 3, 4, 5, 6, 7, 8]));
}
