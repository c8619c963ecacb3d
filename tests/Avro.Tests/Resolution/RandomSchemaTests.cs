using System.Text.Json.Nodes;
using Houle.Avro.Binary;
using Houle.Avro.Resolution;
using Houle.Avro.Schemas;
using Houle.Avro.Tests.Oracle;

namespace Houle.Avro.Tests.Resolution;

public class RandomSchemaTests
{
    private const int Seeds = 3_000;

    [Fact]
    public void Value_of_any_schema_in_any_blocks_is_read_and_written_as_the_oracle_does()
    {
        for (int seed = 0; seed < Seeds; seed++)
        {
            var random = new RandomAvro(seed);
            Schema schema = Schema.Parse(random.Schema().ToJsonString());
            JsonNode? value = random.Value(schema);
            byte[] bytes = random.Blocked(schema, value);
            FaultFinder.Check(schema, bytes);
            var into = new ByteBuffer();
            SchemaResolver.Create(schema, schema).Resolve(bytes, into);
            NaiveAvro.Normalize(schema, into.Written.ToArray()).ShouldBe(NaiveAvro.Encode(schema, value), $"seed {seed}");
        }
    }

    [Fact]
    public void Every_cut_of_a_value_is_refused()
    {
        for (int seed = 0; seed < Seeds / 10; seed++)
        {
            var random = new RandomAvro(seed);
            Schema schema = Schema.Parse(random.Schema().ToJsonString());
            byte[] bytes = random.Blocked(schema, random.Value(schema));
            for (int cut = 0; cut < bytes.Length; cut++)
                Should.Throw<AvroException>(() => FaultFinder.Check(schema, bytes.AsSpan(0, cut)), $"seed {seed}, {cut} of {bytes.Length}");
        }
    }

    [Fact]
    public void Canonical_form_is_a_schema_of_the_same_canonical_form()
    {
        for (int seed = 0; seed < Seeds; seed++)
        {
            string once = CanonicalForm.Of(Schema.Parse(new RandomAvro(seed).Schema().ToJsonString()));
            CanonicalForm.Of(Schema.Parse(once)).ShouldBe(once, $"seed {seed}");
        }
    }

    [Fact]
    public void Evolved_schema_reads_what_the_earlier_one_wrote()
    {
        for (int seed = 0; seed < Seeds; seed++)
        {
            var random = new RandomAvro(seed);
            JsonNode earlier = random.Record(3);
            var evolution = new Evolution(random.Random);
            (JsonNode later, Func<JsonNode?, JsonNode?> carry) = evolution.Of(earlier);
            Schema writer = Schema.Parse(earlier.ToJsonString()), reader = Schema.Parse(later.ToJsonString());
            JsonNode? value = random.Value(writer);
            var into = new ByteBuffer();

            SchemaResolver.Create(writer, reader).Resolve(random.Blocked(writer, value), into);

            NaiveAvro.Normalize(reader, into.Written.ToArray()).ShouldBe(NaiveAvro.Encode(reader, carry(value)), $"seed {seed}");
        }
    }
}
