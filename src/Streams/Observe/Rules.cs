using Houle.Avro.Lists;
using Houle.Events;

namespace Houle.Streams.Observe;

/// <summary>What each kind of event keeps to: the first thing that is wrong with it, or null.</summary>
internal static class Rules
{
    private const string Creator = "creator must be an id: 1 to 64 bytes, no capitals";
    private const string City = "city must be an id: 1 to 64 bytes, no capitals";
    private const string Product = "product must be an id: 1 to 64 bytes, no capitals";
    private const string Store = "store must be an id: 1 to 64 bytes, no capitals";
    private const string Campaign = "campaign must be an id: 1 to 64 bytes, no capitals";
    private const string Promo = "promo_code must be an id: 1 to 64 bytes, no capitals";
    private const string Source = "source must be an id: 1 to 64 bytes, no capitals";
    private const string Units = "units must be 0 to 10^12";
    private const string Amount = "amount must be 0 to 10^10, in hundredths";

    public static string? Of(scoped in Mention mention) =>
        Check.Weight(mention.Weight)
        ?? Check.OptionalId(mention.Creator, Creator)
        ?? Check.OptionalId(mention.City, City)
        ?? List(mention.Sounds, "sounds must be at most 64 ids of 1 to 64 bytes without capitals")
        ?? List(mention.Hashtags, "hashtags must be at most 64 ids of 1 to 64 bytes without capitals")
        ?? List(mention.Challenges, "challenges must be at most 64 ids of 1 to 64 bytes without capitals")
        ?? List(mention.Products, "products must be at most 64 ids of 1 to 64 bytes without capitals")
        ?? List(mention.Brands, "brands must be at most 64 ids of 1 to 64 bytes without capitals")
        ?? List(mention.Terms, "terms must be at most 64 ids of 1 to 64 bytes without capitals")
        ?? List(mention.Segments, "segments must be at most 64 ids of 1 to 64 bytes without capitals")
        ?? Check.OptionalId(mention.Source, Source)
        ?? Check.OptionalId(mention.PromoCode, Promo)
        ?? Check.OptionalId(mention.Campaign, Campaign)
        ?? Check.Counter(mention.Engagement.Likes, "engagement.likes must be 0 to 10^12")
        ?? Check.Counter(mention.Engagement.Comments, "engagement.comments must be 0 to 10^12")
        ?? Check.Counter(mention.Engagement.Shares, "engagement.shares must be 0 to 10^12")
        ?? Check.Counter(mention.Engagement.Saves, "engagement.saves must be 0 to 10^12");

    public static string? Of(scoped in Intent intent) =>
        Check.OptionalId(intent.City, City)
        ?? Check.OptionalId(intent.Product, Product)
        ?? Check.OptionalId(intent.Store, Store)
        ?? Check.OptionalId(intent.Campaign, Campaign)
        ?? Check.OptionalId(intent.Source, Source)
        ?? Check.OptionalId(intent.Person, "person must be a pseudonym of 1 to 64 bytes");

    /// <param name="amountCents">The sale's amount in hundredths; null when it has more digits than that.</param>
    public static string? Of(scoped in Sale sale, long? amountCents) =>
        Check.OptionalId(sale.City, City)
        ?? Check.OptionalId(sale.Product, Product)
        ?? Check.OptionalId(sale.Store, Store)
        ?? Check.OptionalId(sale.PromoCode, Promo)
        ?? Check.OptionalId(sale.Campaign, Campaign)
        ?? Check.OptionalId(sale.Customer, "customer must be a pseudonym of 1 to 64 bytes")
        ?? Check.Counter(sale.Units, Units)
        ?? (amountCents is { } cents ? Check.Counter(cents, Amount) : Amount);

    public static string? Of(scoped in StockLevel level) =>
        Check.Id(level.Product, Product)
        ?? Check.OptionalId(level.Store, Store)
        ?? Check.OptionalId(level.City, City)
        ?? (level.Units is >= -Check.CounterMax and <= Check.CounterMax ? null : "units must be -10^12 to 10^12")
        ?? Check.Counter(level.IncomingUnits ?? 0, "incoming_units must be 0 to 10^12");

    public static string? Of(scoped in FootTraffic traffic) =>
        Check.OptionalId(traffic.City, City)
        ?? Check.OptionalId(traffic.Place, "place must be an id: 1 to 64 bytes, no capitals")
        ?? Check.OptionalId(traffic.Store, Store)
        ?? Check.Counter(traffic.Entries, "entries must be 0 to 10^12")
        ?? Check.Counter(traffic.Exits, "exits must be 0 to 10^12");

    public static string? Of(scoped in CommunityEvent happening) =>
        happening.Brand.Length > Check.IdBytesMax - 6
            ? "brand must be an id of at most 58 bytes"
            : Check.Id(happening.Brand, "brand must be an id: 1 to 58 bytes, no capitals")
              ?? Check.OptionalId(happening.Member, "member must be a pseudonym of 1 to 64 bytes")
              ?? Check.OptionalId(happening.Product, Product);

    private static string? List(scoped Utf8List ids, string problem)
    {
        if (ids.Count == 0) return null;
        if (ids.Count > Check.ListMax) return problem;
        foreach (ReadOnlySpan<byte> id in ids)
        {
            if (Check.Id(id, problem) is not null) return problem;
        }

        return null;
    }
}
