using System.Text;
using Houle.Avro.Binary;
using Houle.Avro.Lists;
using Houle.Events;
using Stream = Houle.Events.Stream;

namespace Houle.Streams.Tests.Oracle;

/// <summary>Plain events as the bytes that producers write.</summary>
internal static class EventEncoder
{
    /// <returns>Null for a tombstone.</returns>
    public static byte[]? Encode(Stream stream, PlainEvent e, Random random)
    {
        if (e.Form == EventForm.Tombstone) return null;
        ByteBuffer to = new();
        switch (e.Form)
        {
            case EventForm.Progress:
                new Progress { StreamTimeMs = e.TimeMs }.WriteSingleObject(to);
                return to.Written.ToArray();
            case EventForm.Snapshot when stream == Stream.Social:
                if (e.A % 3 == 0) new PostSnapshot { EventId = "s"u8, OccurredAtMs = e.TimeMs, Post = "p"u8, Creator = Bytes(e.Person ?? "c1"), Likes = e.Followers, Reach = e.A }.WriteSingleObject(to);
                else new CreatorSnapshot { EventId = "s"u8, OccurredAtMs = e.TimeMs, Creator = Bytes(e.Person ?? "c1"), Followers = e.Followers }.WriteSingleObject(to);
                return to.Written.ToArray();
            case EventForm.Snapshot:
                StockLevel level = new() { EventId = "s"u8, OccurredAtMs = e.TimeMs, Product = First(e, EntityKind.Product) ?? Bytes("p1"), Units = e.A };
                if (First(e, EntityKind.Store) is { } store) level.Store = store;
                if (e.City is not null) level.City = Bytes(e.City);
                if (e.B > 0) (level.IncomingUnits, level.IncomingAtMs) = (10, e.B);
                level.WriteSingleObject(to);
                return to.Written.ToArray();
            case EventForm.Malformed:
                Write(Stream.Social, new PlainEvent { Form = EventForm.Event, EventId = "broken" }, to);
                return random.Next(2) == 0 ? [1, 2, 3] : to.Written[..(10 + random.Next(to.Length - 10))].ToArray();
            case EventForm.Invalid:
                Write(stream, e with { City = "FR/Paris", EventId = stream == Stream.Community ? "" : e.EventId }, to);
                return to.Written.ToArray();
            default:
                Write(stream, e, to);
                return to.Written.ToArray();
        }
    }

    private static void Write(Stream stream, PlainEvent e, ByteBuffer to)
    {
        switch (stream)
        {
            case Stream.Social: WriteMention(e, to); break;
            case Stream.Intents: WriteIntent(e, to); break;
            case Stream.Sales: WriteSale(e, to); break;
            case Stream.FootTraffic: WriteFootTraffic(e, to); break;
            default: WriteCommunity(e, to); break;
        }
    }

    private static void WriteMention(PlainEvent e, ByteBuffer to)
    {
        Mention mention = new()
        {
            EventId = Bytes(e.EventId), OccurredAtMs = e.TimeMs, Weight = e.Weight, Format = e.Format, Sponsored = e.Sponsored,
            Sounds = List(e, EntityKind.Sound), Hashtags = List(e, EntityKind.Hashtag),
            Products = List(e, EntityKind.Product), Brands = List(e, EntityKind.Brand), Terms = List(e, EntityKind.Term),
            Engagement = new Engagement { Likes = e.A },
        };
        Utf8ListBuilder segments = new();
        foreach (string segment in e.Segments) segments.Add(segment);
        mention.Segments = segments.List;
        if (e.City is not null) mention.City = Bytes(e.City);
        if (e.Person is not null) mention.Creator = Bytes(e.Person);
        if (e.Url is not null) mention.Url = Bytes(e.Url);
        if (e.Followers > 0) mention.CreatorFollowers = e.Followers;
        if (e.Page is not null)
        {
            mention.Format = Format.Comment;
            mention.ParentCreator = Bytes(e.Page);
        }

        ValueListBuilder<MentionIntent, MentionIntentItem> intents = new();
        if (e.Complaint) intents.Add(MentionIntent.Complaint);
        mention.Intents = intents.List;
        mention.WriteSingleObject(to);
    }

    private static void WriteIntent(PlainEvent e, ByteBuffer to)
    {
        Intent intent = new()
        {
            EventId = Bytes(e.EventId), OccurredAtMs = e.TimeMs,
            Kind = e.Entities[0].Id == "qr_scan" ? IntentKind.QrScan : IntentKind.Click,
        };
        if (e.City is not null) intent.City = Bytes(e.City);
        if (e.Person is not null) intent.Person = Bytes(e.Person);
        if (First(e, EntityKind.Product) is { } product) intent.Product = product;
        intent.WriteSingleObject(to);
    }

    private static void WriteSale(PlainEvent e, ByteBuffer to)
    {
        Sale sale = new()
        {
            EventId = Bytes(e.EventId), OccurredAtMs = e.TimeMs, Units = e.A, Amount = new AvroDecimal(e.B, 2), Returned = e.Returned,
        };
        if (e.City is not null) sale.City = Bytes(e.City);
        if (e.Person is not null) sale.Customer = Bytes(e.Person);
        if (First(e, EntityKind.Product) is { } product) sale.Product = product;
        if (First(e, EntityKind.Store) is { } store) sale.Store = store;
        sale.WriteSingleObject(to);
    }

    private static void WriteFootTraffic(PlainEvent e, ByteBuffer to)
    {
        FootTraffic traffic = new()
        {
            EventId = Bytes(e.EventId), OccurredAtMs = e.TimeMs, Place = First(e, EntityKind.Place) ?? Bytes("p"), Entries = e.A, Exits = e.B,
        };
        if (e.City is not null) traffic.City = Bytes(e.City);
        if (First(e, EntityKind.Store) is { } store) traffic.Store = store;
        traffic.WriteSingleObject(to);
    }

    private static void WriteCommunity(PlainEvent e, ByteBuffer to)
    {
        CommunityEvent happening = new()
        {
            EventId = Bytes(e.EventId), OccurredAtMs = e.TimeMs, Brand = Bytes((e.City ?? "brand:b")["brand:".Length..]),
            Member = Bytes(e.Person ?? "m"),
            Kind = e.Entities is [(_, "question")] ? CommunityKind.Question : CommunityKind.RuleChange,
        };
        happening.WriteSingleObject(to);
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static byte[]? First(PlainEvent e, EntityKind kind) =>
        e.Entities.FindIndex(x => x.Kind == kind) is >= 0 and var i ? Bytes(e.Entities[i].Id) : null;

    private static Utf8List List(PlainEvent e, EntityKind kind)
    {
        Utf8ListBuilder builder = new();
        foreach ((EntityKind of, string id) in e.Entities)
        {
            if (of == kind) builder.Add(id);
        }

        return builder.List;
    }
}
