using System.Text;
using Houle.Avro.Binary;
using Houle.Avro.Containers;
using Houle.Avro.Containers.Codecs;

namespace Houle.Avro.Tests.Containers;

public class CodecTests
{
    public static TheoryData<string> Packing => ["deflate", "snappy", "zstandard"];

    /// <summary>Random bytes, runs of one byte, and repeated pieces, from nothing to a few hundred thousand bytes.</summary>
    [Theory, MemberData(nameof(Packing))]
    public void Data_of_any_kind_is_unpacked_as_it_was(string codec)
    {
        for (int seed = 0; seed < 150; seed++)
        {
            byte[] data = Data(seed);
            ByteBuffer packed = Pack(codec, data), into = new();
            into.Append("before"u8);
            Codec(codec).Unpack(packed, into);
            into.Written.SequenceEqual([.. "before"u8, .. data]).ShouldBeTrue($"seed {seed}");
        }
    }

    [Theory, MemberData(nameof(Packing))]
    public void Damaged_data_is_an_error_or_data_within_the_bound(string codec)
    {
        for (int seed = 0; seed < 3_000; seed++)
        {
            var random = new Random(seed);
            ByteBuffer packed = Pack(codec, Data(random.Next(40)));
            byte[] bytes = packed.Written.ToArray();
            for (int n = 1 + random.Next(3); n > 0 && bytes.Length > 0; n--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            var damaged = new ByteBuffer();
            damaged.Append(bytes.AsSpan(0, random.Next(3) == 0 ? random.Next(bytes.Length + 1) : bytes.Length));
            var into = new ByteBuffer(64, bytesMax: 1 << 16);
            try
            {
                Codec(codec).Unpack(damaged, into);
            }
            catch (InvalidDataException)
            {
                // As it should be.
            }

            into.Array.Length.ShouldBeLessThanOrEqualTo(1 << 16);
        }
    }

    [Theory, MemberData(nameof(Packing))]
    public void Data_of_exactly_the_bound_passes_and_one_byte_more_does_not(string codec)
    {
        ByteBuffer packed = Pack(codec, new byte[100_000]);
        Codec(codec).Unpack(packed, new ByteBuffer(64, bytesMax: 100_000));
        Should.Throw<InvalidDataException>(() => Codec(codec).Unpack(packed, new ByteBuffer(64, bytesMax: 99_999)))
            .Message.ShouldBe("the block unpacks to more than 99999 bytes");
    }

    /// <summary>The published check value of CRC-32; and longer texts bit by bit.</summary>
    [Fact]
    public void Checksum_is_that_of_zip()
    {
        Crc32.Of("123456789"u8).ShouldBe(0xCBF43926);
        for (int length = 0; length < 100; length++)
        {
            byte[] bytes = Data(length)[..Math.Min(length, Data(length).Length)];
            uint crc = ~0u;
            foreach (byte b in bytes)
            {
                crc ^= b;
                for (int bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320);
            }

            Crc32.Of(bytes).ShouldBe(~crc);
        }
    }

    /// <summary>IronSnappy's decoder as the other opinion, on what its encoder never writes too: long and far copies, long literals.</summary>
    [Fact]
    public void Snappy_of_any_elements_is_unpacked_as_another_decoder_does()
    {
        for (int seed = 0; seed < 500; seed++)
        {
            byte[] packed = SnappyElements(new Random(seed));
            var into = new ByteBuffer();
            SnappyDecoder.Unpack(packed, into);
            into.Written.SequenceEqual(IronSnappy.Snappy.Decode(packed)).ShouldBeTrue($"seed {seed}");
        }
    }

    [Theory]
    [InlineData("80804000", "1048576 bytes are stated for 1")]
    [InlineData("FFFFFFFF0F00", "the block unpacks to more than 2147483647 bytes")]
    [InlineData("FFFFFFFF7F00", "a length of more than 32 bits")]
    [InlineData("FF", "the length is cut short")]
    [InlineData("0408", "the data is cut short")]
    [InlineData("04FC01", "the data is cut short")]
    [InlineData("050061010500", "a copy from 5 bytes back, where 1 stand")]
    [InlineData("05006101000000", "a copy from 0 bytes back, where 1 stand")]
    [InlineData("03086162630061", "more bytes come out than are stated")]
    [InlineData("0500610000", "5 bytes are stated, 2 come out")]
    public void Snappy_that_is_none_says_why(string hex, string message) =>
        Should.Throw<InvalidDataException>(() => SnappyDecoder.Unpack(Convert.FromHexString(hex), new ByteBuffer(64, int.MaxValue)))
            .Message.ShouldBe(message);

    [Fact]
    public void Zstandard_frames_that_follow_each_other_are_one_block()
    {
        ByteBuffer two = Pack("zstandard", "one "u8.ToArray()), into = new();
        two.Append(Pack("zstandard", "two"u8.ToArray()).Written);
        ContainerCodecs.Zstandard.Unpack(two, into);
        Encoding.UTF8.GetString(into.Written).ShouldBe("one two");
    }

    [Fact]
    public void Zstandard_without_its_library_says_what_to_install()
    {
        var codec = new ZstandardCodec("libzstd-that-is-not-there.so");
        Should.Throw<DllNotFoundException>(() => codec.Unpack(new ByteBuffer(), new ByteBuffer())).Message.ShouldBe(
            "the codec zstandard needs the library libzstd-that-is-not-there.so, which is not there; on Debian type: apt-get install libzstd1");
    }

    private static IContainerCodec Codec(string name) => ContainerCodecs.Standard.Single(codec => codec.Name == name);

    private static ByteBuffer Pack(string codec, byte[] data)
    {
        ByteBuffer from = new(), packed = new();
        from.Append(data);
        Codec(codec).Pack(from, packed);
        return packed;
    }

    private static byte[] Data(int seed)
    {
        var random = new Random(seed);
        using var data = new MemoryStream();
        for (int pieces = random.Next(8); pieces > 0; pieces--)
        {
            byte[] piece = new byte[random.Next(1 << random.Next(17))];
            if (random.Next(3) > 0) random.NextBytes(piece);
            for (int copies = random.Next(4); copies >= 0; copies--) data.Write(piece);
        }

        return data.ToArray();
    }

    private static byte[] SnappyElements(Random random)
    {
        using var elements = new MemoryStream();
        int length = 0;
        for (int n = random.Next(1, 60); n > 0; n--)
        {
            int offset = length == 0 ? 0 : random.Next(1, Math.Min(length, 60_000) + 1), kind = length == 0 ? 0 : random.Next(4);
            int count = kind == 0 ? random.Next(1, 1 << random.Next(1, 13)) : kind == 1 ? random.Next(4, 12) : random.Next(1, 65);
            if (kind == 1 && offset > 2047) offset = 2047;
            switch (kind)
            {
                case 0:
                    if (count <= 60) elements.WriteByte((byte)((count - 1) << 2));
                    else elements.Write([61 << 2, (byte)(count - 1), (byte)((count - 1) >> 8)]);
                    byte[] literal = new byte[count];
                    random.NextBytes(literal);
                    elements.Write(literal);
                    break;
                case 1: elements.Write([(byte)((offset >> 8 << 5) | ((count - 4) << 2) | 1), (byte)offset]); break;
                case 2: elements.Write([(byte)(((count - 1) << 2) | 2), (byte)offset, (byte)(offset >> 8)]); break;
                default: elements.Write([(byte)(((count - 1) << 2) | 3), (byte)offset, (byte)(offset >> 8), 0, 0]); break;
            }

            length += count;
        }

        var packed = new List<byte>();
        for (int left = length; ; left >>= 7)
        {
            packed.Add((byte)((left & 0x7F) | (left > 0x7F ? 0x80 : 0)));
            if (left <= 0x7F) break;
        }

        return [.. packed, .. elements.ToArray()];
    }
}
