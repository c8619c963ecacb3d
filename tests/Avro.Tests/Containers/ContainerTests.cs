using System.Text;
using Houle.Avro.Binary;
using Houle.Avro.Containers;
using Houle.Avro.Tests.Generated;

namespace Houle.Avro.Tests.Containers;

public class ContainerTests
{
    public static TheoryData<string> Codecs => ["null", "deflate", "snappy", "zstandard"];

    [Theory, MemberData(nameof(Codecs))]
    public void Records_written_are_read_back_across_blocks(string codec)
    {
        byte[] file = Write(Codec(codec), 1000);
        using var reader = new ContainerReader(new Dribble(file));

        int i = 0;
        for (; reader.TryRead(out ReadOnlySpan<byte> record); i++) Progress.Read(record).StreamTimeMs.ShouldBe(i);

        i.ShouldBe(1000);
        reader.Header.Codec.ShouldBe(codec);
        Encoding.UTF8.GetString(reader.Header.Metadata["made.by"]).ShouldBe("a test");
    }

    [Theory, MemberData(nameof(Codecs))]
    public void Equal_records_give_equal_bytes(string codec) =>
        Write(Codec(codec), 300).ShouldBe(Write(Codec(codec), 300));

    [Theory, MemberData(nameof(Codecs))]
    public void Every_cut_and_every_flipped_bit_is_an_error_or_a_file(string codec)
    {
        byte[] file = Write(Codec(codec), 40);
        for (int cut = 0; cut < file.Length; cut++) TryReadAll(file[..cut]);
        for (int bit = 0; bit < file.Length * 8; bit++)
        {
            byte[] flipped = [.. file];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            TryReadAll(flipped);
        }
    }

    [Fact]
    public void Block_that_unpacks_beyond_the_limit_is_refused()
    {
        using var bomb = new MemoryStream();
        using (var writer = new ContainerWriter(bomb, Progress.SchemaJson, ContainerCodecs.Deflate, blockBytes: 1 << 20, leaveOpen: true))
        {
            for (int i = 0; i < 100_000; i++) writer.Append([0]);
        }

        var error = Should.Throw<AvroException>(() => ReadAll(bomb.ToArray(), new ContainerLimits { BlockBytesMax = 4096 }));
        error.What.ShouldContain("more than 4096 bytes");
    }

    [Fact]
    public void Unknown_codec_is_named()
    {
        byte[] file = Write(new Renamed(), 1);
        Should.Throw<AvroException>(() => ReadAll(file)).Message.ShouldBe("byte 4: the codec \"renamed\" is not known; null, deflate, snappy, zstandard are");
        using var reader = new ContainerReader(new MemoryStream(file), codecs: [new Renamed()]);
        reader.TryRead(out _).ShouldBeTrue();
    }

    private static byte[] Write(IContainerCodec codec, int records, int blockBytes = 64)
    {
        using var to = new MemoryStream();
        using (var writer = new ContainerWriter(
            to, Progress.SchemaJson, codec, new Dictionary<string, byte[]> { ["made.by"] = "a test"u8.ToArray() }, blockBytes, leaveOpen: true))
        {
            var buffer = new ByteBuffer();
            for (int i = 0; i < records; i++)
            {
                buffer.Clear();
                var avro = new AvroWriter(buffer);
                new Progress { StreamTimeMs = i }.Write(ref avro);
                writer.Append(buffer.Written);
            }
        }

        return to.ToArray();
    }

    private static void TryReadAll(byte[] file)
    {
        try
        {
            ReadAll(file);
        }
        catch (AvroException error)
        {
            error.Position.ShouldBeInRange(0, file.Length);
        }
    }

    private static void ReadAll(byte[] file, ContainerLimits? limits = null)
    {
        using var reader = new ContainerReader(new MemoryStream(file), limits);
        while (reader.TryRead(out _))
        {
        }
    }

    private static IContainerCodec Codec(string name) => ContainerCodecs.Standard.Single(codec => codec.Name == name);

    private sealed class Renamed : IContainerCodec
    {
        public string Name => "renamed";

        public void Pack(ByteBuffer data, ByteBuffer into) => into.Append(data.Written);

        public void Unpack(ByteBuffer packed, ByteBuffer into) => into.Append(packed.Written);
    }

    /// <summary>A stream that gives seven bytes at a time and cannot seek.</summary>
    private sealed class Dribble(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;

        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, 7));

        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, 7)]);
    }
}
