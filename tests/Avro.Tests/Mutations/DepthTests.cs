using System.Text;
using Houle.Avro.Binary;
using Houle.Avro.Generic;
using Houle.Avro.Json;
using Houle.Avro.Resolution;
using Houle.Avro.Schemas;

namespace Houle.Avro.Tests.Mutations;

/// <summary>Depth of data and of schemas, on threads with a small stack: an error, where recursion would end the process.</summary>
public class DepthTests
{
    private const string List = """{"type": "record", "name": "N", "fields": [{"name": "next", "type": ["null", "N"]}]}""";
    private const string Tree = """{"type": "record", "name": "T", "fields": [{"name": "kids", "type": {"type": "array", "items": "T"}}]}""";

    [Theory]
    [InlineData(List, 500)]
    [InlineData(Tree, 250)]
    public void Value_within_the_limit_is_read_on_every_way_in(string schemaText, int depth) => OnStackOf(4096, () =>
    {
        Schema schema = Schema.Parse(schemaText);
        byte[] body = Nested(schema, depth);
        var resolved = new ByteBuffer();
        SchemaResolver.Create(schema, schema).Resolve(body, resolved);
        var written = new ByteBuffer();
        GenericWriter.Write(schema, new GenericReader(schema).Read(body), written);
        written.Written.ToArray().ShouldBe(resolved.Written.ToArray());
        var again = new ByteBuffer();
        AvroJson.Read(schema, AvroJson.ToText(schema, body), again);
        again.Written.ToArray().ShouldBe(resolved.Written.ToArray());
        AvroJson.ToText(schema, body, JsonForm.Readable).Length.ShouldBeGreaterThan(depth * 7);
    });

    [Theory]
    [InlineData(List, 4096, "nested deeper than 512")]
    [InlineData(Tree, 4096, "nested deeper than 512")]
    [InlineData(List, 256, "nested ")]
    [InlineData(Tree, 256, "nested ")]
    public void Value_too_deep_is_refused_on_every_way_in_whatever_the_stack(string schemaText, int stackKb, string expected) => OnStackOf(stackKb, () =>
    {
        Schema schema = Schema.Parse(schemaText);
        byte[] body = Nested(schema, 20_000);
        foreach (Action read in new Action[]
        {
            () => FaultFinder.Check(schema, body), () => new GenericReader(schema).Read(body), () => AvroJson.ToText(schema, body),
            () => SchemaResolver.Create(schema, schema).Resolve(body, new ByteBuffer()),
        }) Should.Throw<AvroException>(read).What.ShouldStartWith(expected);
        string open = schemaText == List ? """{"next":{"N":""" : """{"kids":[""";
        Should.Throw<AvroException>(() => AvroJson.Read(schema, string.Concat(Enumerable.Repeat(open, 5_000)), new ByteBuffer()))
            .What.ShouldStartWith(expected);
    });

    [Fact]
    public void Records_nested_by_name_beyond_the_stack_are_refused_when_the_schema_is_parsed_or_compared() => OnStackOf(512, () =>
    {
        var text = new StringBuilder("[").Append("""{"type": "record", "name": "R0", "fields": [{"name": "a", "type": "int"}]}""");
        for (int i = 1; i < 20_000; i++) text.Append($$$""", {"type": "record", "name": "R{{{i}}}", "fields": [{"name": "a", "type": "R{{{i - 1}}}"}]}""");
        string plain = text.Append(']').ToString();
        Schema schema = Schema.Parse(plain);
        Should.Throw<SchemaMismatchException>(() => SchemaResolver.Create(((UnionSchema)schema).Branches[^1], ((UnionSchema)schema).Branches[^1]))
            .What.ShouldBe("records nest too deeply to be compared");
        Should.Throw<SchemaException>(() => Schema.Parse(plain[..^1] + """, {"type": "array", "items": "R19999"}]"""))
            .What.ShouldBe("records nest too deeply by name");
    });

    [Fact]
    public void Default_that_holds_itself_is_refused()
    {
        Should.Throw<SchemaException>(() => Schema.Parse("""{"type": "record", "name": "R", "fields": [{"name": "r", "type": "R", "default": {}}]}"""))
            .Message.ShouldBe("1:82: the default of \"r\" holds itself without end");
        Schema.Parse("""{"type": "record", "name": "R", "fields": [{"name": "r", "type": ["null", "R"], "default": {"r": {"r": null}}}]}""");
    }

    /// <summary>Each level could be either record: tried one by one that would be 2^200 ways.</summary>
    [Fact]
    public void Default_of_nested_unions_is_checked_in_bounded_time()
    {
        string fields = """[{"name": "x", "type": ["A", "B", "null"]}]""";
        string value = string.Concat(Enumerable.Repeat("""{"b": null, "x": """, 200)) + "5" + new string('}', 200);
        string schema = $$$"""
            {"type": "record", "name": "Top", "fields": [{"name": "u", "default": {{{value}}}, "type": [
              {"type": "record", "name": "A", "fields": [
                {"name": "b", "type": ["null", {"type": "record", "name": "B", "fields": {{{fields}}} }]},
                {"name": "x", "type": ["A", "B", "null"]}]},
              "null"]}]}
            """;
        Should.Throw<SchemaException>(() => Schema.Parse(schema)).What.ShouldContain("which no branch of the union takes");
    }

    /// <summary>Thirty records that each default to two of the next are 2^30 values in 30 lines.</summary>
    [Fact]
    public void Defaults_that_multiply_are_bounded()
    {
        var text = new StringBuilder("""[{"type": "record", "name": "R0", "fields": []}""");
        for (int i = 1; i <= 30; i++)
            text.Append($$$""", {"type": "record", "name": "R{{{i}}}", "fields": [{"name": "a", "type": "R{{{i - 1}}}", "default": {}}, {"name": "b", "type": "R{{{i - 1}}}", "default": {}}]}""");
        var last = (RecordSchema)((UnionSchema)Schema.Parse(text.Append(']').ToString())).Branches[^1];

        Should.Throw<SchemaMismatchException>(() => SchemaResolver.Create(Schema.Parse("""{"type": "record", "name": "R30", "fields": []}"""), last))
            .What.ShouldBe("defaults of more than 65536 values");
        Should.Throw<ArgumentException>(() => new GenericRecord(last)).Message.ShouldContain("defaults of more than 65536 values");
    }

    /// <summary>A branch or a block of one at each level; blocks have an end as well.</summary>
    private static byte[] Nested(Schema schema, int depth)
    {
        bool isTree = ((RecordSchema)schema).Name == "T";
        var bytes = new byte[isTree ? 2 * depth + 1 : depth + 1];
        Array.Fill(bytes, (byte)2, 0, depth);
        return bytes;
    }

    private static void OnStackOf(int kilobytes, Action action)
    {
        Exception? thrown = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    action();
                }
                catch (Exception error)
                {
                    thrown = error;
                }
            }, maxStackSize: kilobytes << 10);
        thread.Start();
        thread.Join();
        if (thrown is not null) throw new InvalidOperationException(thrown.ToString(), thrown);
    }
}
