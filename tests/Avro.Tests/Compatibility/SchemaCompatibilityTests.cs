using System.Text.Json.Nodes;
using Houle.Avro.Binary;
using Houle.Avro.Compatibility;
using Houle.Avro.Resolution;
using Houle.Avro.Schemas;
using Houle.Avro.Tests.Oracle;

namespace Houle.Avro.Tests.Compatibility;

public class SchemaCompatibilityTests
{
    private const string First = """{"type": "record", "name": "P", "fields": [{"name": "x", "type": "int"}]}""";
    private const string Wider = """{"type": "record", "name": "P", "fields": [{"name": "x", "type": "long"}]}""";
    private const string More = """{"type": "record", "name": "P", "fields": [{"name": "x", "type": "int"}, {"name": "y", "type": "int"}]}""";
    private const string MoreWithDefault = """{"type": "record", "name": "P", "fields": [{"name": "x", "type": "int"}, {"name": "y", "type": "int", "default": 0}]}""";

    [Theory]
    [InlineData("long", "int", "Mention.engagement.views: long was written, int is expected")]
    [InlineData("""["null", "long"]""", "long", "Mention.engagement.views: null was written, long is expected")]
    [InlineData("""["null", "long"]""", """["null", "int"]""", "Mention.engagement.views: long was written, no branch of the union takes it")]
    [InlineData("string", """["null", "int"]""", "Mention.engagement.views: string was written, no branch of the union takes it")]
    [InlineData("""{"type": "array", "items": "long"}""", """{"type": "array", "items": "int"}""", "Mention.engagement.views[]: long was written, int is expected")]
    [InlineData(
        """{"type": "enum", "name": "E", "symbols": ["a", "b", "c"]}""", """{"type": "enum", "name": "E", "symbols": ["b"]}""",
        "Mention.engagement.views: a, c may be written, and enum E has no such symbol and no default")]
    [InlineData(
        """{"type": "enum", "name": "E", "symbols": ["a", "b"]}""", """{"type": "enum", "name": "E", "symbols": ["b"], "default": "b"}""", "")]
    [InlineData("int", """["null", "long"]""", "")]
    public void Conflict_names_the_path_and_both_sides(string written, string read, string conflict) =>
        string.Join("\n", SchemaCompatibility.Conflicts(Nested(written), Nested(read))).ShouldBe(conflict);

    [Fact]
    public void Every_conflict_is_told()
    {
        Schema writer = Schema.Parse("""{"type": "record", "name": "P", "fields": [{"name": "a", "type": "string"}, {"name": "b", "type": "long"}]}""");
        Schema reader = Schema.Parse("""{"type": "record", "name": "P", "fields": [{"name": "a", "type": "int"}, {"name": "b", "type": "int"}, {"name": "c", "type": "int"}]}""");
        SchemaCompatibility.Conflicts(writer, reader).Select(conflict => conflict.ToString()).ShouldBe(
        [
            "P.a: string was written, int is expected", "P.b: long was written, int is expected", "P.c: was not written and has no default",
        ]);
    }

    [Fact]
    public void Recursive_schemas_are_compared_once()
    {
        const string list = """{"type": "record", "name": "L", "fields": [{"name": "v", "type": "VALUE"}, {"name": "next", "type": ["null", "L"]}]}""";
        SchemaCompatibility.Conflicts(Schema.Parse(list.Replace("VALUE", "int", StringComparison.Ordinal)), Schema.Parse(list.Replace("VALUE", "long", StringComparison.Ordinal))).ShouldBeEmpty();
        SchemaCompatibility.Conflicts(Schema.Parse(list.Replace("VALUE", "long", StringComparison.Ordinal)), Schema.Parse(list.Replace("VALUE", "int", StringComparison.Ordinal)))
            .ShouldHaveSingleItem().Path.ShouldBe("L.v");
    }

    /// <summary>First, then wider, then the candidate: what each level makes of it.</summary>
    [Theory]
    [InlineData(First, CompatibilityLevel.None, "")]
    [InlineData(First, CompatibilityLevel.Backward, "2b")]
    [InlineData(First, CompatibilityLevel.BackwardTransitive, "2b")]
    [InlineData(First, CompatibilityLevel.Forward, "")]
    [InlineData(First, CompatibilityLevel.ForwardTransitive, "")]
    [InlineData(Wider, CompatibilityLevel.Backward, "")]
    [InlineData(Wider, CompatibilityLevel.Forward, "")]
    [InlineData(Wider, CompatibilityLevel.ForwardTransitive, "1f")]
    [InlineData(Wider, CompatibilityLevel.Full, "")]
    [InlineData(Wider, CompatibilityLevel.FullTransitive, "1f")]
    [InlineData(More, CompatibilityLevel.Backward, "2b 2b")]
    [InlineData(More, CompatibilityLevel.FullTransitive, "2b 2b 1b")]
    [InlineData(MoreWithDefault, CompatibilityLevel.ForwardTransitive, "")]
    public void Level_decides_which_versions_are_compared_and_which_way(string candidate, CompatibilityLevel level, string conflicts) =>
        string.Join(' ', SchemaCompatibility.Check(Schema.Parse(candidate), [Schema.Parse(First), Schema.Parse(Wider)], level)
            .Select(conflict => $"{conflict.Version}{(conflict.IsBackward ? 'b' : 'f')}")).ShouldBe(conflicts);

    [Fact]
    public void Conflict_of_a_version_says_which_way()
    {
        SchemaCompatibility.Check(Schema.Parse(First), [Schema.Parse(Wider)], CompatibilityLevel.Backward).ShouldHaveSingleItem().ToString()
            .ShouldBe("P.x: long was written, int is expected (written by version 1, read by the new one)");
        SchemaCompatibility.Check(Schema.Parse(Wider), [Schema.Parse(First)], CompatibilityLevel.Forward).ShouldHaveSingleItem().ToString()
            .ShouldBe("P.x: long was written, int is expected (written by the new one, read by version 1)");
        SchemaCompatibility.Check(Schema.Parse(First), [], CompatibilityLevel.FullTransitive).ShouldBeEmpty();
    }

    /// <summary>Where no conflict is found, every random value of the writer resolves: in evolved schemas, both ways. Only bytes that
    /// become text may turn out not to be UTF-8.</summary>
    [Fact]
    public void What_is_compatible_resolves_whatever_the_value()
    {
        int compatible = 0, backward = 0, resolved = 0;
        for (int seed = 0; seed < 1_500; seed++)
        {
            var random = new RandomAvro(seed);
            JsonNode earlier = random.Record(3);
            (JsonNode later, _) = new Evolution(random.Random).Of(earlier);
            Schema one = Schema.Parse(earlier.ToJsonString()), other = Schema.Parse(later.ToJsonString());
            foreach ((Schema writer, Schema reader) in new[] { (one, other), (other, one) })
            {
                if (SchemaCompatibility.Conflicts(writer, reader).Count > 0) continue;
                compatible++;
                if (writer == one) backward++;
                SchemaResolver resolver = SchemaResolver.Create(writer, reader);
                for (int i = 0; i < 3; i++)
                {
                    var into = new ByteBuffer();
                    byte[] value = NaiveAvro.Encode(writer, random.Value(writer));
                    try
                    {
                        resolver.Resolve(value, into);
                    }
                    catch (AvroException e)
                    {
                        e.What.ShouldBe("a text that is not UTF-8", $"seed {seed}");
                        resolved--;
                    }

                    resolved++;
                }
            }
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"{compatible} compatible pairs, {backward} of them backward");
        backward.ShouldBeGreaterThan(1_000);
        resolved.ShouldBeGreaterThan(3 * compatible * 9 / 10);
    }

    private static Schema Nested(string views) => Schema.Parse(
        $$$"""
        {"type": "record", "name": "Mention", "namespace": "houle", "fields": [{"name": "engagement", "type":
          {"type": "record", "name": "Engagement", "fields": [{"name": "views", "type": {{{(views[0] is '[' or '{' ? views.Replace("\"E\"", "\".E\"", StringComparison.Ordinal) : $"\"{views}\"")}}}}]}}]}
        """);
}
