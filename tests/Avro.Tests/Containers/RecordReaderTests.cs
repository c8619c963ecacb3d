using Houle.Avro.Binary;
using Houle.Avro.Containers;
using Houle.Avro.Resolution;
using Houle.Avro.Schemas;
using Houle.Avro.Tests.Generated;

namespace Houle.Avro.Tests.Containers;

public class RecordReaderTests
{
    private const int SyncBytes = 16;

    [Theory]
    [InlineData("null")]
    [InlineData("snappy")]
    public void Records_are_read_as_the_generated_type_they_were_written_from(string codec)
    {
        byte[] file = Write(codec, 500);
        using var reader = new ContainerReader(new MemoryStream(file));
        var records = new RecordReader<Progress>(reader, Progress.Schema);

        long i = 0;
        for (; records.TryRead(out Progress record); i++) record.StreamTimeMs.ShouldBe(i);

        i.ShouldBe(500);
        reader.RecordNumber.ShouldBe(500);
    }

    [Fact]
    public void Records_of_an_earlier_schema_are_read_as_todays()
    {
        const string earlier = """
            {"type": "record", "name": "Progress", "namespace": "houle", "fields": [
              {"name": "gone", "type": "string"}, {"name": "stream_time", "type": "int"}]}
            """;
        using var to = new MemoryStream();
        using (var writer = new ContainerWriter(to, earlier, leaveOpen: true))
        {
            for (int i = 0; i < 10; i++) writer.Append([2, (byte)'a', (byte)(2 * i)]);
        }

        to.Position = 0;
        using var reader = new ContainerReader(to);
        var records = new RecordReader<Progress>(reader, Progress.Schema);
        for (int i = 0; i < 10; i++)
        {
            records.TryRead(out Progress record).ShouldBeTrue();
            record.StreamTimeMs.ShouldBe(i);
        }

        records.TryRead(out _).ShouldBeFalse();
    }

    [Fact]
    public void File_that_the_type_cannot_read_is_refused_before_its_records()
    {
        using var to = new MemoryStream();
        using (var writer = new ContainerWriter(to, "\"string\"", leaveOpen: true)) writer.Append([0]);
        to.Position = 0;
        using var reader = new ContainerReader(to);
        Should.Throw<SchemaMismatchException>(() => new RecordReader<Progress>(reader, Progress.Schema))
            .Message.ShouldBe("Progress: string was written, record houle.Progress is expected");
    }

    [Fact]
    public void Damage_is_placed_at_its_byte_with_the_path()
    {
        using var to = new MemoryStream();
        using (var writer = new ContainerWriter(to, Sale.SchemaJson, leaveOpen: true)) writer.Append([2, (byte)'a', 1, 18, .. new byte[20]]);
        byte[] file = to.ToArray();
        using var reader = new ContainerReader(new MemoryStream(file));
        var records = new RecordReader<Sale>(reader, Sale.Schema);

        AvroException error = Should.Throw<AvroException>(() => records.TryRead(out _));

        error.Path.ShouldBe("Sale.order_id");
        error.Position.ShouldBe(file.Length - SyncBytes - 21, "the branch 9");
        error.Message.ShouldContain("record 1, in the block at byte");
    }

    private static byte[] Write(string codec, int records)
    {
        using var to = new MemoryStream();
        using (var writer = new ContainerWriter(
            to, Progress.SchemaJson, ContainerCodecs.Standard.Single(one => one.Name == codec), blockBytes: 100, leaveOpen: true))
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
}
