using System.Text;
using System.Text.Json.Nodes;
using Houle.Avro.Binary;
using Houle.Avro.Registry;
using Houle.Avro.Schemas;
using Houle.Decoding;
using Houle.Events;
using Houle.Streams.Log;

namespace Houle.Tests.Decoding;

public sealed class RecordDecoderTests
{
    private readonly RecordDecoder _decoder = new();

    [Fact]
    public void Record_of_ours_is_shown_by_its_schema()
    {
        var bytes = new ByteBuffer(64);
        new DeadLetter
        {
            Stream = Events.Stream.Sales, Reason = "invalid"u8, Detail = "amount is 1e99"u8, Source = "feed:shop"u8,
            Position = 12, HasFile = true, File = "a.csv"u8, HasValue = true, Value = [0xFF, 0x00],
        }.WriteSingleObject(bytes);

        DecodedRecord decoded = Decode(bytes.Written.ToArray());

        decoded.Type.ShouldBe("DeadLetter");
        decoded.Key!.GetValue<string>().ShouldBe("k");
        decoded.Value!.ToJsonString().ShouldBe(
            """{"stream":"sales","reason":"invalid","detail":"amount is 1e99","source":"feed:shop","partition":0,"position":12,"file":"a.csv","key":null,"value":"base64:/wA="}""");
    }

    [Fact]
    public void Time_and_money_are_shown_for_people()
    {
        var bytes = new ByteBuffer(64);
        new Sale { EventId = "1"u8, OccurredAtMs = 1_483_273_827_500, Amount = AvroDecimal.FromCents(1999), Currency = "EUR"u8 }
            .WriteSingleObject(bytes);

        JsonNode value = Decode(bytes.Written.ToArray()).Value!;

        value["occurred_at"]!.GetValue<string>().ShouldBe("2017-01-01T12:30:27.500Z");
        value["amount"]!.ToJsonString().ShouldBe("19.99");
    }

    [Fact]
    public void Bytes_that_cannot_be_decoded_are_shown_with_the_reason()
    {
        var bytes = new ByteBuffer(64);
        new Progress { StreamTimeMs = 1 }.WriteSingleObject(bytes);
        byte[] cut = bytes.Written[..^1].ToArray();
        byte[] foreign = [.. bytes.Written];
        foreign[5] ^= 1;

        Decode("hello"u8.ToArray()).ShouldBe(new DecodedRecord("not Avro", "k", "hello"), new Loosely());
        Decode(cut).Type.ShouldStartWith("malformed Progress: ");
        Decode(foreign).Type.ShouldStartWith("unknown schema ");
    }

    [Fact]
    public void Every_random_value_is_shown_and_none_throws()
    {
        var random = new Random(20_261_122);
        var bytes = new ByteBuffer(64);
        new Progress { StreamTimeMs = 1 }.WriteSingleObject(bytes);
        for (int i = 0; i < 10_000; i++)
        {
            byte[] value = new byte[random.Next(0, 60)];
            random.NextBytes(value);
            bytes.Written[..Math.Min(value.Length, SingleObject.HeaderBytes)].CopyTo(value);
            Decode(value).Type.ShouldNotBeEmpty();
        }
    }

    [Fact]
    public void Foreign_value_is_shown_by_the_schema_given_bare_and_framed()
    {
        Schema schema = Schema.Parse("""{"type": "record", "name": "Visit", "fields": [{"name": "day", "type": {"type": "int", "logicalType": "date"}}]}""");
        var decoder = new RecordDecoder(schema);
        foreach (byte[] value in new byte[][] { [2], [0, 0, 0, 0, 7, 2] })
        {
            DecodedRecord decoded = Decode(value, decoder);
            decoded.Type.ShouldBe("Visit");
            decoded.Value!.ToJsonString().ShouldBe("""{"day":"1970-01-02"}""");
        }

        Decode([0, 0, 0, 0, 7, 0x80], decoder).Type.ShouldBe("malformed Visit: byte 0, Visit.day: the data ends here, too early");
        Decode([0, 0, 0, 0, 7, 2]).Type.ShouldBe("not Avro");
    }

    [Fact]
    public void Framed_value_is_shown_by_the_schema_that_the_registry_knows()
    {
        using var registry = new SchemaRegistryClient(new RegistryOptions(new Uri("http://localhost:1")) { AttemptsMax = 1 }, TimeProvider.System);
        registry.AddKnown(new RegisteredSchema(7, Schema.Parse("\"string\""), "\"string\"", []));
        var decoder = new RecordDecoder(registry: registry);

        Decode([0, 0, 0, 0, 7, 4, (byte)'h', (byte)'i'], decoder).Value!.GetValue<string>().ShouldBe("hi");
        Decode([0, 0, 0, 0, 8, 2], decoder).Type.ShouldStartWith("unknown schema id 8: ");
    }

    private DecodedRecord Decode(byte[] value, RecordDecoder? decoder = null)
    {
        var batch = new RecordBatch();
        batch.Append(7, 0, "k"u8, hasKey: true, value, isTombstone: false);
        return (decoder ?? _decoder).Decode(batch[0]);
    }

    private sealed class Loosely : IEqualityComparer<DecodedRecord>
    {
        public bool Equals(DecodedRecord? a, DecodedRecord? b) =>
            a?.Type == b?.Type && JsonNode.DeepEquals(a?.Value, b?.Value) && JsonNode.DeepEquals(a?.Key, b?.Key);

        public int GetHashCode(DecodedRecord decoded) => Encoding.UTF8.GetByteCount(decoded.Type);
    }
}
