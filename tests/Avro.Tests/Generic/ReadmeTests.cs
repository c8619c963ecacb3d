using Houle.Avro.Binary;
using Houle.Avro.Generic;
using Houle.Avro.Json;
using Houle.Avro.Schemas;
using Houle.Avro.Tests.Generated;

namespace Houle.Avro.Tests.Generic;

/// <summary>The examples of src/Avro/README.md, run.</summary>
public class ReadmeTests
{
    private static readonly Schema Visit = Schema.Parse(
        """
        {"type": "record", "name": "Visit", "fields": [
          {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}}, {"name": "city", "type": ["null", "string"]}]}
        """);

    [Fact]
    public void Generated_type_of_the_readme_is_read_and_written()
    {
        var buffer = new ByteBuffer();
        var writer = new AvroWriter(buffer);
        new Mention { EventId = "e"u8 }.Write(ref writer);
        Mention mention = Mention.Read(buffer.Written);
        var again = new ByteBuffer();
        mention.WriteSingleObject(again);
        again.Length.ShouldBe(buffer.Length + SingleObject.HeaderBytes);
    }

    [Fact]
    public void Generic_record_and_JSON_of_the_readme_are_read_and_written()
    {
        byte[] body = [0x02, 0x02, 0x04, (byte)'h', (byte)'i'];
        var reader = new GenericReader(Visit);
        GenericRecord visit = reader.Read(body).AsRecord();
        visit["at"].AsLong().ShouldBe(1);
        visit["city"].AsUtf8().ToArray().ShouldBe("hi"u8.ToArray());
        visit["city"] = "be/liege";
        visit["at"] = AvroValue.Of(visit["at"].Schema, DateTimeOffset.UnixEpoch);
        var buffer = new ByteBuffer();
        visit.Write(buffer);
        AvroJson.ToText(Visit, buffer.Written).ShouldBe("""{"at":0,"city":{"string":"be/liege"}}""");
        AvroJson.ToText(Visit, buffer.Written, JsonForm.Readable).ShouldBe("""{"at":"1970-01-01T00:00:00.000Z","city":"be/liege"}""");
        reader.Read(body, visit);
        visit["city"].AsString().ShouldBe("hi");
        var again = new ByteBuffer();
        AvroJson.Read(Visit, """{"city":{"string":"hi"},"at":1}""", again);
        again.Written.ToArray().ShouldBe(body);
    }
}
