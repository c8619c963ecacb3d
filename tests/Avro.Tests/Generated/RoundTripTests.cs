using System.Text;
using Houle.Avro.Binary;
using Houle.Avro.Lists;
using Houle.Avro.Tests.Generated;

namespace Houle.Avro.Tests;

public class RoundTripTests
{
    [Fact]
    public void Mention_written_is_read_back()
    {
        var sounds = new Utf8ListBuilder();
        sounds.Add("s1"u8);
        sounds.Add("été");
        var intents = new ValueListBuilder<MentionIntent, MentionIntentItem>();
        intents.Add(MentionIntent.Price);
        intents.Add(MentionIntent.Hostile);
        var mention = new Mention
        {
            EventId = "e1"u8,
            OccurredAtMs = 1_750_000_000_123,
            Platform = Platform.Tiktok,
            Format = Format.ShortVideo,
            Creator = "c9"u8,
            CreatorFollowers = 100_000_000_000,
            City = "be/liege"u8,
            Sounds = sounds.List,
            Sponsored = true,
            Engagement = new Engagement { Views = 12, Saves = -1 },
            Intents = intents.List,
            Weight = 2.5,
        };
        var buffer = new ByteBuffer();
        mention.WriteSingleObject(buffer);

        SingleObject.TryReadFingerprint(buffer.Written, out ulong fingerprint).ShouldBeTrue();
        fingerprint.ShouldBe(Mention.Fingerprint);
        Mention read = Mention.Read(SingleObject.Body(buffer.Written));

        Text(read.EventId).ShouldBe("e1");
        read.OccurredAtMs.ShouldBe(1_750_000_000_123);
        read.Platform.ShouldBe(Platform.Tiktok);
        read.Format.ShouldBe(Format.ShortVideo);
        read.HasCreator.ShouldBeTrue();
        Text(read.Creator).ShouldBe("c9");
        read.CreatorFollowers.ShouldBe(100_000_000_000);
        read.HasPost.ShouldBeFalse();
        Text(read.City).ShouldBe("be/liege");
        Texts(read.Sounds).ShouldBe(["s1", "été"]);
        Texts(read.Hashtags).ShouldBeEmpty();
        read.Sponsored.ShouldBeTrue();
        read.Disclosed.ShouldBeFalse();
        read.Engagement.Views.ShouldBe(12);
        read.Engagement.Saves.ShouldBe(-1);
        read.Intents.Count.ShouldBe(2);
        read.Intents.Contains(MentionIntent.Hostile).ShouldBeTrue();
        read.Weight.ShouldBe(2.5);
    }

    [Fact]
    public void CityWindow_with_entities_is_read_back()
    {
        var entities = new RecordListBuilder<EntityMeasures>();
        entities.Add(new EntityMeasures
        {
            Kind = EntityKind.Hashtag, Entity = "liege"u8, Measures = new Measures { Count = 3, Weight = 3_000_000 },
        });
        entities.Add(new EntityMeasures { Kind = EntityKind.Sound, Entity = "s"u8, Measures = new Measures { Count = 4 } });
        var window = new CityWindow
        {
            Stream = Generated.Stream.Social,
            Cell = "be/liege"u8,
            Level = CellLevel.City,
            WindowStartMs = 60_000,
            LateInMs = 120_000,
            Totals = new Measures { Count = 7, PeopleSketch = [1, 2, 3, 4, 5, 6, 7, 8] },
            Entities = entities.List,
        };
        var buffer = new ByteBuffer();
        window.WriteSingleObject(buffer);

        CityWindow read = CityWindow.Read(SingleObject.Body(buffer.Written));

        read.HasTotals.ShouldBeTrue();
        read.Totals.Count.ShouldBe(7);
        read.Totals.PeopleSketch.Length.ShouldBe(8);
        read.LateInMs.ShouldBe(120_000);
        read.Entities.Count.ShouldBe(2);
        var counts = new List<(EntityKind Kind, string Entity, long Count)>();
        foreach (EntityMeasures item in read.Entities) counts.Add((item.Kind, Text(item.Entity), item.Measures.Count));
        counts.ShouldBe([(EntityKind.Hashtag, "liege", 3), (EntityKind.Sound, "s", 4)]);
    }

    [Fact]
    public void Sale_keeps_money_exact()
    {
        foreach (long cents in new[] { 0, 1, -1, 127, 128, -128, -129, 32_767, 32_768, 999_999_999_999_999_999, -999_999_999_999_999_999 })
        {
            var buffer = new ByteBuffer();
            new Sale { EventId = "1"u8, Amount = AvroDecimal.FromCents(cents) }.WriteSingleObject(buffer);
            Sale.Read(SingleObject.Body(buffer.Written)).Amount.ShouldBe(new AvroDecimal(cents, 2));
        }

        Should.Throw<OverflowException>(() => new Sale { Amount = new AvroDecimal(1, 3) }.WriteSingleObject(new ByteBuffer()));
        Should.Throw<OverflowException>(
            () => new Sale { Amount = new AvroDecimal(1_000_000_000_000_000_000, 2) }.WriteSingleObject(new ByteBuffer()));
    }

    [Fact]
    public void Constructor_gives_the_defaults_of_the_schema()
    {
        var value = new EveryShape();

        value.Flag.ShouldBeTrue();
        value.Small.ShouldBe(-3);
        value.Large.ShouldBe(long.MinValue);
        value.Single.ShouldBe(1.5f);
        value.Twice.ShouldBe(-2250);
        Text(value.Text).ShouldBe("a \"quoted\"\nline ü");
        value.Raw.ToArray().ShouldBe([0, 255]);
        Text(value.Hash).ShouldBe("abcd");
        value.Price.ShouldBe(new AvroDecimal(-256, 3));
        value.WhenMs.ShouldBe(12);
        value.Color.ShouldBe(Color.DeepBlue);
        value.Inner.A.ShouldBe(8);
        Text(value.Inner.B).ShouldBe("x");
        value.MaybeInt.ShouldBe(5);
        value.MaybeFlag.ShouldBeNull();
        value.HasMaybeText.ShouldBeFalse();
        value.HasMaybeTexts.ShouldBeFalse();
    }

    [Fact]
    public void Fault_names_its_byte_and_its_field()
    {
        var sounds = new Utf8ListBuilder();
        for (int i = 0; i < 3; i++) sounds.Add("sound");
        var buffer = new ByteBuffer();
        var writer = new AvroWriter(buffer);
        new Mention { EventId = "e"u8, Sounds = sounds.List }.Write(ref writer);
        byte[] bytes = buffer.Written.ToArray();
        int third = bytes.AsSpan().LastIndexOf("sound"u8) - 1;
        bytes[third] = 1; // a length of -1

        AvroException error = Should.Throw<AvroException>(() => { Mention.Read(bytes); });

        error.Path.ShouldBe("Mention.sounds[2]");
        error.Position.ShouldBe(third);
        error.Message.ShouldBe($"byte {third}, Mention.sounds[2]: a length of -1");
    }

    private static string Text(ReadOnlySpan<byte> utf8) => Encoding.UTF8.GetString(utf8);

    private static List<string> Texts(Utf8List list)
    {
        var texts = new List<string>();
        foreach (ReadOnlySpan<byte> item in list) texts.Add(Text(item));
        return texts;
    }
}
