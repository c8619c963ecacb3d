using Houle.Avro.Binary;
using Houle.Avro.Generic;
using Houle.Avro.Schemas;
using Houle.Avro.Tests.Generated;
using Houle.Avro.Tests.Oracle;

namespace Houle.Avro.Tests.Generic;

public class GenericRecordTests
{
    private static readonly RecordSchema Visit = (RecordSchema)Schema.Parse(
        """
        {"type": "record", "name": "Visit", "namespace": "shop", "fields": [
          {"name": "at", "type": "long"},
          {"name": "city", "type": ["null", "string"], "default": null},
          {"name": "kind", "type": {"type": "enum", "name": "Kind", "symbols": ["walk", "ride"]}, "default": "ride"},
          {"name": "tags", "type": {"type": "array", "items": "string"}, "default": ["a"]},
          {"name": "scores", "type": {"type": "map", "values": "double"}},
          {"name": "hash", "type": {"type": "fixed", "name": "Hash", "size": 2}},
          {"name": "next", "type": ["null", "Visit"], "default": null}]}
        """);

    [Fact]
    public void New_record_holds_defaults_and_zeros_and_is_read_back_as_it_was_set()
    {
        var visit = new GenericRecord(Visit) { ["at"] = 7, ["city"] = "Liège", ["kind"] = "walk", ["hash"] = new byte[] { 1, 2 } };
        visit["tags"].AsArray().Add("b");
        visit["scores"].AsMap()["x"] = 1.5f;
        visit["next"] = new GenericRecord(Visit);
        var bytes = new ByteBuffer();
        visit.Write(bytes);

        GenericRecord read = new GenericReader(Visit).Read(bytes.Written).AsRecord();

        read["at"].AsLong().ShouldBe(7);
        read["city"].AsString().ShouldBe("Liège");
        read["city"].AsUtf8().ToArray().ShouldBe("Liège"u8.ToArray());
        read["kind"].AsString().ShouldBe("walk");
        read["tags"].AsArray().Select(tag => tag.AsString()).ShouldBe(["a", "b"]);
        read["scores"].AsMap()["x"].AsDouble().ShouldBe(1.5);
        read["hash"].AsBytes().ToArray().ShouldBe([1, 2]);
        read["next"].AsRecord()["kind"].AsString().ShouldBe("ride");
        read["next"].AsRecord()["city"].IsNull.ShouldBeTrue();
        read[0].AsDouble().ShouldBe(7);
    }

    [Fact]
    public void Value_that_does_not_fit_is_refused_where_it_is_set()
    {
        var visit = new GenericRecord(Visit);

        Should.Throw<ArgumentException>(() => visit["at"] = "noon").Message.ShouldStartWith("shop.Visit.at: string \"noon\" was given, long is expected");
        Should.Throw<ArgumentException>(() => visit["kind"] = "swim").Message.ShouldContain("shop.Kind is expected");
        Should.Throw<ArgumentException>(() => visit["hash"] = new byte[3]).Message.ShouldContain("shop.Hash is expected");
        Should.Throw<ArgumentException>(() => visit["city"] = 5).Message.ShouldContain("null or string is expected");
        Should.Throw<ArgumentException>(() => visit["city"] = "\ud800").Message.ShouldContain("surrogate");
        Should.Throw<ArgumentException>(() => visit["scores"].AsMap()["\ud800"] = 1.0).Message.ShouldContain("surrogate");
        Should.Throw<ArgumentException>(() => visit["tags"].AsArray().Add(true)).Message.ShouldContain("string is expected");
        Should.Throw<KeyNotFoundException>(() => visit["town"]).Message.ShouldBe("shop.Visit has no field \"town\"");
        Should.Throw<InvalidOperationException>(() => visit["at"].AsBool()).Message.ShouldBe("a value of long is not a boolean");
    }

    [Fact]
    public void Union_takes_the_branch_of_the_type_before_one_it_can_be_turned_into()
    {
        Schema schema = Schema.Parse("""["double", "long", {"type": "fixed", "name": "F", "size": 1}, "bytes", {"type": "enum", "name": "E", "symbols": ["x"]}]""");
        Written(5L).ShouldBe([2, 10]);
        Written(5)[0].ShouldBe((byte)0, "an int becomes the first branch that takes it");
        Written(new byte[] { 7 }).ShouldBe([6, 2, 7]);
        Written("x").ShouldBe([8, 0]);

        byte[] Written(AvroValue value)
        {
            var to = new ByteBuffer();
            GenericWriter.Write(schema, value, to);
            return to.Written.ToArray();
        }
    }

    [Fact]
    public void Record_put_into_itself_is_refused_when_written_and_leaves_the_output_as_it_was()
    {
        var visit = new GenericRecord(Visit);
        visit["next"] = visit;
        var to = new ByteBuffer();
        to.Append("kept"u8);

        Should.Throw<InvalidOperationException>(() => visit.Write(to)).Message.ShouldBe("the value is nested deeper than 512");
        to.Written.ToArray().ShouldBe("kept"u8.ToArray());
    }

    [Fact]
    public void Schema_that_needs_endless_records_has_no_new_record()
    {
        var endless = (RecordSchema)Schema.Parse("""{"type": "record", "name": "R", "fields": [{"name": "r", "type": "R"}]}""");
        Should.Throw<ArgumentException>(() => new GenericRecord(endless)).Message.ShouldContain("R holds itself without end");
    }

    [Fact]
    public void Record_of_an_equal_schema_parsed_again_fits()
    {
        var again = (RecordSchema)Schema.Parse(CanonicalForm.Of(Visit));
        var inner = new GenericRecord(again) { ["at"] = 3 };
        var outer = new GenericRecord(Visit) { ["next"] = inner };
        var bytes = new ByteBuffer();
        outer.Write(bytes);
        new GenericReader(Visit).Read(bytes.Written).AsRecord()["next"].AsRecord()["at"].AsLong().ShouldBe(3);
    }

    [Fact]
    public void Resolving_reader_gives_the_readers_schema()
    {
        Schema writer = Schema.Parse("""{"type": "record", "name": "Old", "fields": [{"name": "at", "type": "int"}, {"name": "gone", "type": "string"}]}""");
        Schema reader = Schema.Parse(
            """{"type": "record", "name": "New", "aliases": ["Old"], "fields": [{"name": "city", "type": "string", "default": "?"}, {"name": "when", "aliases": ["at"], "type": "double"}]}""");

        GenericRecord record = new GenericReader(writer, reader).Read([6, 2, (byte)'x']).AsRecord();

        record["city"].AsString().ShouldBe("?");
        record["when"].AsDouble().ShouldBe(3);
    }

    [Fact]
    public void Reading_into_a_record_gives_what_reading_a_new_one_does()
    {
        for (int seed = 0; seed < 300; seed++)
        {
            var random = new RandomAvro(seed);
            Schema schema = Schema.Parse(random.Record(4).ToJsonString());
            var reader = new GenericReader(schema);
            GenericRecord? into = null;
            for (int i = 0; i < 10; i++)
            {
                byte[] bytes = random.Blocked(schema, random.Value(schema));
                GenericRecord fresh = reader.Read(bytes).AsRecord();
                into ??= reader.Read(bytes).AsRecord();
                reader.Read(bytes, into);
                GenericJson.Of(into, schema)!.ToJsonString().ShouldBe(GenericJson.Of(fresh, schema)!.ToJsonString(), $"seed {seed}, value {i}");
            }
        }
    }

    [Fact]
    public void Steady_reading_into_a_record_allocates_nothing()
    {
        var bytes = new ByteBuffer();
        var writer = new AvroWriter(bytes);
        new Mention { EventId = "e"u8, City = "be/liege"u8 }.Write(ref writer);
        byte[] body = bytes.Written.ToArray();
        var reader = new GenericReader(Mention.Schema);
        GenericRecord into = reader.Read(body).AsRecord();
        reader.Read(body, into);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1_000; i++) reader.Read(body, into);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
        into["city"].AsString().ShouldBe("be/liege");
    }

    [Fact]
    public void Record_whose_reading_failed_holds_nulls_until_it_is_read_again()
    {
        var reader = new GenericReader(Visit);
        var into = new GenericRecord(Visit);
        Should.Throw<AvroException>(() => reader.Read([2, 2, 200], into)).Path.ShouldBe("Visit.city");
        into["at"].IsNull.ShouldBeTrue();
    }
}
