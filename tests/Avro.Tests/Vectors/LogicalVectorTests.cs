using System.Numerics;
using System.Text.Json.Nodes;
using Houle.Avro.Binary;
using Houle.Avro.Generic;
using Houle.Avro.Json;
using Houle.Avro.Logical;
using Houle.Avro.Schemas;

namespace Houle.Avro.Tests.Vectors;

public class LogicalVectorTests
{
    [Fact]
    public void Logical_values_read_as_the_text_that_Java_makes_of_them()
    {
        int lines = 0, values = 0;
        foreach (JsonObject line in VectorFile.Lines("binary.jsonl").Where(line => line["logical"] is not null))
        {
            Schema schema = line.Schema("schema");
            lines++;
            for (int i = 0; i < line["hex"]!.AsArray().Count; i++, values++)
            {
                AvroValue value = new GenericReader(schema).Read(Convert.FromHexString(line["hex"]![i]!.GetValue<string>()));
                JsonNode? java = line["logical"]![i];
                string? expected = java switch
                {
                    null => null,
                    JsonObject parts => new AvroDuration((uint)parts["months"]!, (uint)parts["days"]!, (uint)parts["millis"]!).ToString(),
                    _ => java.GetValue<string>(),
                };
                Text(value).ShouldBe(expected, $"{line.Text("name")} {i}");
            }
        }

        lines.ShouldBe(20);
        values.ShouldBeGreaterThan(60);
    }

    /// <summary>Where .NET's type holds the value, it is turned into it and back into the same bytes.</summary>
    [Fact]
    public void Logical_values_become_values_of_dotnet_and_the_same_bytes_again()
    {
        int converted = 0, beyond = 0;
        foreach (JsonObject line in VectorFile.Lines("binary.jsonl").Where(line => line["logical"] is not null))
        {
            Schema schema = line.Schema("schema");
            foreach (JsonNode? hex in line["hex"]!.AsArray())
            {
                byte[] bytes = Convert.FromHexString(hex!.GetValue<string>());
                AvroValue value = new GenericReader(schema).Read(bytes);
                AvroValue again;
                try
                {
                    again = ThereAndBack(schema, value);
                }
                catch (Exception error) when (error is OverflowException or FormatException)
                {
                    beyond++;
                    continue;
                }

                Text(again).ShouldBe(Text(value), line.Text("name"));
                var to = new ByteBuffer();
                GenericWriter.Write(schema, again, to);
                bool isShortest = !line.Text("name").Contains("padded", StringComparison.Ordinal) && !line.Text("name").Contains("nanos", StringComparison.Ordinal);
                if (isShortest && value.Type != SchemaType.String) to.Written.ToArray().ShouldBe(bytes, line.Text("name"));
                converted++;
            }
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"{converted} there and back, {beyond} beyond .NET's types or no value");
        converted.ShouldBeGreaterThan(60);
        beyond.ShouldBeLessThan(converted / 3);
    }

    private static AvroValue ThereAndBack(Schema schema, AvroValue value) => value.Logical!.Kind switch
    {
        LogicalKind.Date => AvroValue.Of(schema, value.AsDate()),
        LogicalKind.TimeMillis or LogicalKind.TimeMicros => AvroValue.Of(schema, value.AsTime()),
        LogicalKind.TimestampMillis or LogicalKind.TimestampMicros => AvroValue.Of(schema, value.AsTimestamp()),
        LogicalKind.TimestampNanos => CutTo100(value, AvroValue.Of(schema, value.AsTimestamp())),
        LogicalKind.LocalTimestampMillis or LogicalKind.LocalTimestampMicros => AvroValue.OfLocal(schema, value.AsLocalTimestamp()),
        LogicalKind.LocalTimestampNanos => CutTo100(value, AvroValue.OfLocal(schema, value.AsLocalTimestamp())),
        LogicalKind.Uuid => AvroValue.Of(schema, value.AsGuid()),
        LogicalKind.Duration => AvroValue.Of(schema, value.AsDuration()),
        _ => AvroValue.Of(schema, value.AsDecimal()),
    };

    private static AvroValue CutTo100(AvroValue value, AvroValue cut)
    {
        BigInteger.Divide(value.AsLong() - cut.AsLong(), 100).ShouldBe(0);
        cut.AsLong().ShouldBeLessThanOrEqualTo(value.AsLong());
        return value;
    }

    private static string? Text(AvroValue value) => value.Type is SchemaType.Int or SchemaType.Long
        ? LogicalText.OfNumber(value.Logical, value.AsLong()) : LogicalText.OfBytes(value.Logical, value.AsBytes());
}
