using Houle.Avro.Binary;
using Houle.Events;
using Houle.Ingest.Feeds;

namespace Houle.Ingest.Mapping;

/// <summary>Writes the event that a row has become, in single-object encoding, and says what it is keyed by.</summary>
/// <remarks>Field numbers are those of <see cref="EventShape"/>; a test holds the two together.</remarks>
internal static class EventWriter
{
    /// <summary>Appends the key that decides the partition (design section 4).</summary>
    public static void AppendKey(EventShape shape, FieldSlots slots, ReadOnlySpan<byte> source, ByteBuffer to)
    {
        switch (shape.Kind)
        {
            // A comment goes to whose page it stands on; counts from a provider, which name nobody, to source and city.
            case EventKind.Mention when slots.Number(2) == (long)Format.Comment && slots.Has(7): to.Append(slots.Text(7)); break;
            case EventKind.Mention when slots.Has(3): to.Append(slots.Text(3)); break;
            case EventKind.Mention:
                to.Append(source);
                to.Append("|"u8);
                to.Append(slots.City);
                break;
            case EventKind.PostSnapshot: to.Append(slots.Has(3) ? slots.Text(3) : slots.Text(2)); break;
            case EventKind.CreatorSnapshot: to.Append(slots.Text(2)); break;
            case EventKind.Intent: to.Append(slots.Has(3) ? slots.Text(3) : slots.City); break;
            case EventKind.Sale: to.Append(slots.Has(3) ? slots.Text(3) : slots.City); break;
            case EventKind.StockLevel: to.Append(slots.Has(2) ? slots.Text(2) : slots.City); break;
            case EventKind.FootTraffic: to.Append(slots.Text(1)); break;
            default: to.Append(slots.Has(2) ? slots.Text(2) : slots.Text(1)); break;
        }
    }

    public static void Write(EventShape shape, FieldSlots slots, long timeMs, ReadOnlySpan<byte> source, ByteBuffer to)
    {
        switch (shape.Kind)
        {
            case EventKind.Mention: WriteMention(slots, timeMs, source, to); break;
            case EventKind.PostSnapshot: WritePostSnapshot(slots, timeMs, to); break;
            case EventKind.CreatorSnapshot: WriteCreatorSnapshot(slots, timeMs, to); break;
            case EventKind.Intent: WriteIntent(slots, timeMs, source, to); break;
            case EventKind.Sale: WriteSale(slots, timeMs, to); break;
            case EventKind.StockLevel: WriteStockLevel(slots, timeMs, to); break;
            case EventKind.FootTraffic: WriteFootTraffic(slots, timeMs, to); break;
            default: WriteCommunityEvent(slots, timeMs, to); break;
        }
    }

    private static void WriteMention(FieldSlots s, long timeMs, ReadOnlySpan<byte> source, ByteBuffer to)
    {
        Mention mention = new()
        {
            EventId = s.Text(0),
            OccurredAtMs = timeMs,
            Platform = (Platform)s.Number(1),
            Format = (Format)s.Number(2),
            Creator = s.Text(3),
            HasCreator = s.Has(3),
            CreatorFollowers = s.OptionalNumber(4),
            Post = s.Text(5),
            HasPost = s.Has(5),
            ParentPost = s.Text(6),
            HasParentPost = s.Has(6),
            ParentCreator = s.Text(7),
            HasParentCreator = s.Has(7),
            City = s.City,
            Sounds = s.List(8).List,
            Hashtags = s.List(9).List,
            Challenges = s.List(10).List,
            Products = s.List(11).List,
            Brands = s.List(12).List,
            Terms = s.List(13).List,
            Segments = s.List(14).List,
            Campaign = s.Text(15),
            HasCampaign = s.Has(15),
            Variant = s.Text(16),
            HasVariant = s.Has(16),
            PromoCode = s.Text(17),
            HasPromoCode = s.Has(17),
            Sponsored = s.Number(18) != 0,
            Disclosed = s.Number(19) != 0,
            Language = s.Text(20),
            HasLanguage = s.Has(20),
            Engagement = new Engagement
            {
                Views = s.Number(21), Likes = s.Number(22), Comments = s.Number(23), Shares = s.Number(24), Saves = s.Number(25),
            },
            Intents = s.Intents.List,
            Url = s.Text(27),
            HasUrl = s.Has(27),
            Weight = s.Real(28, 1),
            Source = source,
        };
        mention.WriteSingleObject(to);
    }

    private static void WritePostSnapshot(FieldSlots s, long timeMs, ByteBuffer to)
    {
        PostSnapshot snapshot = new()
        {
            EventId = s.Text(0),
            OccurredAtMs = timeMs,
            Platform = (Platform)s.Number(1),
            Post = s.Text(2),
            Creator = s.Text(3),
            HasCreator = s.Has(3),
            Reach = s.OptionalNumber(4),
            Impressions = s.OptionalNumber(5),
            Views = s.OptionalNumber(6),
            Completions = s.OptionalNumber(7),
            Likes = s.OptionalNumber(8),
            Comments = s.OptionalNumber(9),
            Shares = s.OptionalNumber(10),
            Saves = s.OptionalNumber(11),
        };
        snapshot.WriteSingleObject(to);
    }

    private static void WriteCreatorSnapshot(FieldSlots s, long timeMs, ByteBuffer to)
    {
        CreatorSnapshot snapshot = new()
        {
            EventId = s.Text(0),
            OccurredAtMs = timeMs,
            Platform = (Platform)s.Number(1),
            Creator = s.Text(2),
            Followers = s.OptionalNumber(3),
            Following = s.OptionalNumber(4),
            Posts = s.OptionalNumber(5),
            City = s.City,
            Verified = s.Number(6) != 0,
        };
        snapshot.WriteSingleObject(to);
    }

    private static void WriteIntent(FieldSlots s, long timeMs, ReadOnlySpan<byte> source, ByteBuffer to)
    {
        Intent intent = new()
        {
            EventId = s.Text(0),
            OccurredAtMs = timeMs,
            Kind = (IntentKind)s.Number(1),
            Keyword = s.Text(2),
            HasKeyword = s.Has(2),
            Creator = s.Text(3),
            HasCreator = s.Has(3),
            Post = s.Text(4),
            HasPost = s.Has(4),
            Product = s.Text(5),
            HasProduct = s.Has(5),
            Campaign = s.Text(6),
            HasCampaign = s.Has(6),
            Variant = s.Text(7),
            HasVariant = s.Has(7),
            Store = s.Text(8),
            HasStore = s.Has(8),
            Person = s.Text(9),
            HasPerson = s.Has(9),
            City = s.City,
            Source = source,
        };
        intent.WriteSingleObject(to);
    }

    private static void WriteSale(FieldSlots s, long timeMs, ByteBuffer to)
    {
        Sale sale = new()
        {
            EventId = s.Text(0),
            OccurredAtMs = timeMs,
            OrderId = s.Text(1),
            HasOrderId = s.Has(1),
            Product = s.Text(2),
            HasProduct = s.Has(2),
            Store = s.Text(3),
            HasStore = s.Has(3),
            Channel = s.Text(4),
            HasChannel = s.Has(4),
            City = s.City,
            Units = s.Number(5, 1),
            Amount = AvroDecimal.FromCents(s.Number(6)),
            Currency = s.Text(7),
            HasCurrency = s.Has(7),
            PromoCode = s.Text(8),
            HasPromoCode = s.Has(8),
            Campaign = s.Text(9),
            HasCampaign = s.Has(9),
            Customer = s.Text(10),
            HasCustomer = s.Has(10),
            Returned = s.Number(11) != 0,
        };
        sale.WriteSingleObject(to);
    }

    private static void WriteStockLevel(FieldSlots s, long timeMs, ByteBuffer to)
    {
        StockLevel stock = new()
        {
            EventId = s.Text(0),
            OccurredAtMs = timeMs,
            Product = s.Text(1),
            Store = s.Text(2),
            HasStore = s.Has(2),
            City = s.City,
            Units = s.Number(3),
            IncomingUnits = s.OptionalNumber(4),
            IncomingAtMs = s.OptionalNumber(5),
        };
        stock.WriteSingleObject(to);
    }

    private static void WriteFootTraffic(FieldSlots s, long timeMs, ByteBuffer to)
    {
        FootTraffic traffic = new()
        {
            EventId = s.Text(0),
            OccurredAtMs = timeMs,
            Place = s.Text(1),
            Store = s.Text(2),
            HasStore = s.Has(2),
            City = s.City,
            Entries = s.Number(3),
            Exits = s.Number(4),
            IntervalS = (int)s.Real(5, 60),
            DwellS = s.OptionalReal(6),
        };
        traffic.WriteSingleObject(to);
    }

    private static void WriteCommunityEvent(FieldSlots s, long timeMs, ByteBuffer to)
    {
        CommunityEvent community = new()
        {
            EventId = s.Text(0),
            OccurredAtMs = timeMs,
            Brand = s.Text(1),
            Member = s.Text(2),
            HasMember = s.Has(2),
            Kind = (CommunityKind)s.Number(3),
            Rating = s.Has(4) ? (int)s.Number(4) : null,
            Helpful = s.Number(5),
            Product = s.Text(6),
            HasProduct = s.Has(6),
            City = s.City,
            Session = s.Text(7),
            HasSession = s.Has(7),
        };
        community.WriteSingleObject(to);
    }
}
