using System.Text.Json.Nodes;
using Houle.Avro.Binary;
using Houle.Avro.Generic;
using Houle.Avro.Schemas;
using Houle.Avro.Tests.Oracle;

namespace Houle.Avro.Tests.Vectors;

/// <summary>The same vectors through generic values: what is read is what the oracle reads, and is written as Java wrote it.</summary>
public class GenericVectorTests
{
    [Fact]
    public void Binary_of_Java_becomes_values_and_the_same_bytes_again()
    {
        int values = 0, others = 0;
        foreach (JsonObject line in VectorFile.Lines("binary.jsonl"))
        {
            string name = line.Text("name");
            Schema schema = line.Schema("schema");
            var reader = new GenericReader(schema);
            JsonArray all = line["values"]!.AsArray();
            for (int i = 0; i < all.Count; i++, values++)
            {
                byte[] bytes = Convert.FromHexString(line["hex"]![i]!.GetValue<string>());
                AvroValue value = reader.Read(bytes);
                NaiveAvro.Encode(schema, GenericJson.Of(value, schema)).ShouldBe(NaiveAvro.Encode(schema, all[i]), name);
                Convert.ToHexStringLower(Written(schema, value)).ShouldBe(line["hex"]![i]!.GetValue<string>(), name);
            }

            foreach (JsonNode? other in line["alt_hex"]?.AsArray() ?? [])
            {
                AvroValue value = reader.Read(Convert.FromHexString(other!["hex"]!.GetValue<string>()));
                NaiveAvro.Normalize(schema, Written(schema, value))
                    .ShouldBe(NaiveAvro.Encode(schema, all[other["value"]!.GetValue<int>()]), $"{name} {other["form"]}");
                others++;
            }
        }

        (values, others).ShouldBe((413, 339));
    }

    [Fact]
    public void Invalid_binary_is_refused_or_taken_just_as_by_a_walk_over_the_bytes()
    {
        foreach (JsonObject line in VectorFile.Lines("invalid_binary.jsonl"))
        {
            Schema schema = line.Schema("schema");
            byte[] bytes = line.Hex("hex");
            string? walked = Error(() => FaultFinder.Check(schema, bytes));
            Error(() => new GenericReader(schema).Read(bytes)).ShouldBe(walked, line.Text("name"));
        }
    }

    private static string? Error(Action read)
    {
        try
        {
            read();
            return null;
        }
        catch (AvroException error)
        {
            return error.Message;
        }
    }

    private static byte[] Written(Schema schema, AvroValue value)
    {
        var to = new ByteBuffer();
        GenericWriter.Write(schema, value, to);
        return to.Written.ToArray();
    }
}
