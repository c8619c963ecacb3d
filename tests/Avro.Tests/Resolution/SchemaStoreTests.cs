using System.Text;
using Houle.Avro.Binary;
using Houle.Avro.Resolution;
using Houle.Avro.Schemas;
using Houle.Avro.Tests.Generated;
using Houle.Avro.Tests.Oracle;

namespace Houle.Avro.Tests.Resolution;

public class SchemaStoreTests
{
    /// <summary>A made-up earlier Mention: other order, fewer fields, a narrower platform, an int for what is a double.</summary>
    private const string EarlierMention = """
        {"type": "record", "name": "Mention", "namespace": "houle", "fields": [
          {"name": "weight", "type": "int"},
          {"name": "city", "type": "string"},
          {"name": "platform", "type": {"type": "enum", "name": "Platform", "symbols": ["tiktok", "orkut"]}},
          {"name": "gone", "type": {"type": "map", "values": {"type": "array", "items": "string"}}},
          {"name": "occurred_at", "type": "long"},
          {"name": "sounds", "type": {"type": "array", "items": "bytes"}},
          {"name": "event_id", "type": "string"}
        ]}
        """;

    private static readonly SchemaStore Store = new(
        [(NamedSchema)Mention.Schema, (NamedSchema)Sale.Schema], [(NamedSchema)Schema.Parse(EarlierMention), (NamedSchema)Sale.Schema]);

    [Theory]
    [InlineData("tiktok", Platform.Tiktok)]
    [InlineData("orkut", Platform.Other)]
    public void Generated_type_reads_an_earlier_version(string platform, Platform expected)
    {
        Schema writer = Schema.Parse(EarlierMention);
        byte[] body = NaiveAvro.Encode(writer, System.Text.Json.Nodes.JsonNode.Parse(
            $$$"""
            {"weight": 3, "city": "be/liege", "platform": "{{{platform}}}", "gone": {"a": ["b", "c"]}, "occurred_at": "1750000000000",
             "sounds": ["7331"], "event_id": "e1"}
            """));
        Store.TryFind(Fingerprint.Of(writer), out KnownSchema? known).ShouldBeTrue();
        known.ReaderFingerprint.ShouldBe(Mention.Fingerprint);
        var into = new ByteBuffer();
        known.Resolver!.Resolve(body, into);

        Mention mention = Mention.Read(into.Written);

        Encoding.UTF8.GetString(mention.EventId).ShouldBe("e1");
        Encoding.UTF8.GetString(mention.City).ShouldBe("be/liege");
        mention.HasCity.ShouldBeTrue();
        mention.OccurredAtMs.ShouldBe(1_750_000_000_000);
        mention.Platform.ShouldBe(expected);
        mention.Sounds.Contains("s1"u8).ShouldBeTrue();
        mention.Weight.ShouldBe(3);
        mention.HasCreator.ShouldBeFalse();
        mention.Hashtags.Count.ShouldBe(0);
    }

    /// <summary>A made-up earlier Sale: whole units as int, no store, no promo code, and no word on returns.</summary>
    [Fact]
    public void Generated_sale_reads_an_earlier_version_with_its_money()
    {
        Schema writer = Schema.Parse(
            """
            {"type": "record", "name": "Sale", "namespace": "houle", "fields": [
              {"name": "event_id", "type": "string"}, {"name": "occurred_at", "type": "long"}, {"name": "units", "type": "int"},
              {"name": "amount", "type": {"type": "bytes", "logicalType": "decimal", "precision": 18, "scale": 2}}]}
            """);
        var into = new ByteBuffer();
        SchemaResolver.Create(writer, Sale.Schema).Resolve([2, (byte)'s', 20, 6, 4, 0x04, 0xD2], into);

        Sale sale = Sale.Read(into.Written);

        sale.OccurredAtMs.ShouldBe(10);
        sale.Units.ShouldBe(3);
        sale.Amount.ShouldBe(AvroDecimal.FromCents(1234));
        sale.HasStore.ShouldBeFalse();
        sale.Returned.ShouldBeFalse();
    }

    [Fact]
    public void Todays_version_needs_no_resolver_and_an_unpublished_one_is_unknown()
    {
        Store.TryFind(Sale.Fingerprint, out KnownSchema? known).ShouldBeTrue();
        known.Resolver.ShouldBeNull();
        Store.TryFind(Fingerprint.Of(Schema.Parse("\"string\"")), out _).ShouldBeFalse();
        Store.All.Count.ShouldBe(3);
    }

    [Fact]
    public void Version_that_can_no_longer_be_read_names_the_field()
    {
        var error = Should.Throw<SchemaMismatchException>(() => SchemaResolver.Create(
            Schema.Parse("""{"type": "record", "name": "Sale", "namespace": "houle", "fields": [{"name": "event_id", "type": "string"}]}"""),
            Sale.Schema));
        error.Message.ShouldBe("Sale.occurred_at: was not written and has no default");
    }

    [Fact]
    public void Failed_resolution_leaves_the_output_as_it_was_and_says_where()
    {
        Store.TryFind(Fingerprint.Of(Schema.Parse(EarlierMention)), out KnownSchema? known).ShouldBeTrue();
        var into = new ByteBuffer();
        into.Append("kept"u8);

        AvroException error = Should.Throw<AvroException>(() => known.Resolver!.Resolve([6, 4, (byte)'a'], into));

        error.Message.ShouldBe("byte 1, Mention.city: a length of 2, where 1 bytes are left");
        Encoding.UTF8.GetString(into.Written).ShouldBe("kept");
    }
}
