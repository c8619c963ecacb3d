using Houle.Avro.Binary;
using Houle.Sinks.Native;

namespace Houle.Sinks.Tests.Native;

/// <summary>The bytes of a block, against vectors written out by hand from the format's description.</summary>
public sealed class NativeBlockTests
{
    [Fact]
    public void Block_of_numbers_and_strings_has_the_bytes_of_the_format()
    {
        var numbers = new FixedColumn<ushort>("n", "UInt16");
        var texts = new StringColumn("s");
        numbers.Append(1);
        numbers.Append(0x0203);
        texts.Append("é"u8);
        texts.Append(""u8);

        Hex(new NativeBlock(numbers, texts)).ShouldBe(
            "02 02" +
            " 01 6E 06 55 49 6E 74 31 36 01 00 03 02" +
            " 01 73 06 53 74 72 69 6E 67 02 C3 A9 00");
    }

    [Fact]
    public void Arrays_are_their_ends_and_then_their_elements()
    {
        var arrays = new UInt64ArrayColumn("a");
        arrays.Append([7]);
        arrays.Append([]);
        arrays.Append([8, ulong.MaxValue]);

        Data(arrays).ShouldBe(
            "01 00 00 00 00 00 00 00 01 00 00 00 00 00 00 00 03 00 00 00 00 00 00 00" +
            " 07 00 00 00 00 00 00 00 08 00 00 00 00 00 00 00 FF FF FF FF FF FF FF FF");
    }

    [Fact]
    public void Missing_values_are_marked_before_the_values()
    {
        var times = new NullableColumn<uint>("t", "DateTime");
        times.Append(null);
        times.Append(16);
        Data(times).ShouldBe("01 00 00 00 00 00 10 00 00 00");
        times.Type.ShouldBe("Nullable(DateTime)");
    }

    [Fact]
    public void Low_cardinality_carries_each_string_once()
    {
        var words = new LowCardinalityColumn("w");
        words.Append("b"u8, 2);
        words.Append("a"u8);
        words.Append("b"u8);
        Data(words).ShouldBe(
            "01 00 00 00 00 00 00 00 00 06 00 00 00 00 00 00 02 00 00 00 00 00 00 00" +
            " 01 62 01 61 04 00 00 00 00 00 00 00 00 00 01 00");
    }

    [Fact]
    public void Columns_of_unequal_length_are_refused()
    {
        var longer = new FixedColumn<byte>("longer", "UInt8");
        longer.Append(1, 2);
        var shorter = new FixedColumn<byte>("shorter", "UInt8");
        shorter.Append(1);
        Should.Throw<InvalidOperationException>(() => new NativeBlock(longer, shorter).WriteTo(new ByteBuffer()))
            .Message.ShouldBe("column shorter has 1 rows, and longer has 2");
    }

    [Fact]
    public void Array_that_is_cut_within_an_element_is_refused() =>
        Should.Throw<ArgumentException>(() => new UInt64ArrayColumn("a").AppendLittleEndian([1, 2, 3]));

    [Fact]
    public void Block_filled_again_allocates_nothing()
    {
        var block = new AllTypesBlock();
        var to = new ByteBuffer();
        Fill();
        Fill();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10; i++) Fill();
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);

        void Fill()
        {
            block.Block.Clear();
            to.Clear();
            for (int row = 0; row < 1000; row++) block.AppendRow((ulong)row * 0x9E3779B97F4A7C15, row);
            block.Block.WriteTo(to);
        }
    }

    private static string Hex(NativeBlock block)
    {
        var to = new ByteBuffer();
        block.WriteTo(to);
        return Spaced(to);
    }

    private static string Data(NativeColumn column)
    {
        var to = new ByteBuffer();
        column.WriteData(to);
        return Spaced(to);
    }

    private static string Spaced(ByteBuffer bytes) => BitConverter.ToString(bytes.Written.ToArray()).Replace('-', ' ');
}
