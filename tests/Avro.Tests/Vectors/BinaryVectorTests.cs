using System.Text.Json.Nodes;
using Houle.Avro.Binary;
using Houle.Avro.Resolution;
using Houle.Avro.Schemas;
using Houle.Avro.Tests.Oracle;

namespace Houle.Avro.Tests.Vectors;

public class BinaryVectorTests
{
    [Fact]
    public void Binary_of_Java_is_read_and_written_again_byte_for_byte()
    {
        List<JsonObject> lines = VectorFile.Lines("binary.jsonl");
        lines.Count.ShouldBe(91);
        int values = 0, others = 0;
        foreach (JsonObject line in lines)
        {
            string name = line.Text("name");
            Schema schema = line.Schema("schema");
            SchemaResolver same = SchemaResolver.Create(schema, schema);
            JsonArray all = line["values"]!.AsArray();
            for (int i = 0; i < all.Count; i++, values++)
            {
                byte[] bytes = Convert.FromHexString(line["hex"]![i]!.GetValue<string>());
                FaultFinder.Check(schema, bytes);
                Convert.ToHexStringLower(Resolve(same, bytes)).ShouldBe(line["hex"]![i]!.GetValue<string>(), name);
                NaiveAvro.Encode(schema, all[i]).ShouldBe(NaiveAvro.Normalize(schema, bytes), $"the oracle itself, {name}");
            }

            foreach (JsonNode? other in line["alt_hex"]?.AsArray() ?? [])
            {
                byte[] bytes = Convert.FromHexString(other!["hex"]!.GetValue<string>());
                FaultFinder.Check(schema, bytes);
                JsonNode? value = all[other["value"]!.GetValue<int>()];
                NaiveAvro.Normalize(schema, Resolve(same, bytes)).ShouldBe(NaiveAvro.Encode(schema, value), $"{name} {other["form"]}");
                others++;
            }
        }

        values.ShouldBe(413);
        others.ShouldBe(339);
    }

    /// <summary>Valid, and asking for too much: these are refused; the others under 'limit' and 'choice' are listed as accepted.</summary>
    [Fact]
    public void Invalid_binary_is_refused_with_its_position()
    {
        List<JsonObject> lines = VectorFile.Lines("invalid_binary.jsonl");
        lines.Count.ShouldBe(253);
        var accepted = new List<string>();
        foreach (JsonObject line in lines)
        {
            string name = line.Text("name");
            Schema schema = line.Schema("schema");
            byte[] bytes = line.Hex("hex");
            long before = GC.GetAllocatedBytesForCurrentThread();
            bool isValue = IsValue(() => FaultFinder.Check(schema, bytes));
            (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(2_000_000, name);
            IsValue(() => Resolve(SchemaResolver.Create(schema, schema), bytes)).ShouldBe(isValue, name);
            if (line["reader"] is not null)
                isValue = IsValue(() => Resolve(SchemaResolver.Create(schema, line.Schema("reader")), bytes));
            if (isValue) accepted.Add($"{line.Text("policy")} {name}");
        }

        accepted.ShouldBe(
        [
            "choice int_varint_max", "choice int_varint_overlong_zero", "choice int_varint_overlong_one", "choice long_varint_min",
            "choice long_varint_overlong_zero", "choice map_duplicate_key", "choice deep_list_300",
        ]);
    }

    private static bool IsValue(Action read)
    {
        try
        {
            read();
            return true;
        }
        catch (AvroException error)
        {
            error.Position.ShouldBeGreaterThanOrEqualTo(0);
            error.Path.ShouldNotBeEmpty(error.Message);
            return false;
        }
    }

    private static byte[] Resolve(SchemaResolver resolver, byte[] bytes)
    {
        var into = new ByteBuffer();
        resolver.Resolve(bytes, into);
        return into.Written.ToArray();
    }
}
