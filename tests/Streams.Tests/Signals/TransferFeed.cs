using Houle.Events;
using Houle.Streams.Tests.Oracle;
using Houle.Streams.Topology;
using Stream = Houle.Events.Stream;

namespace Houle.Streams.Tests.Signals;

/// <summary>Four days of stores in five cities: Liège with one store, Huy and Namur near it, Maastricht as near and in another country, Arlon
/// farther off than a hundred kilometres. On the last day lamps swell and run out in Liège, then in Huy; soap is counted empty in both
/// in the same minute; Namur's lamps sell one by one; and of wax two of Namur's
/// own stores are counted empty at once.</summary>
internal static class TransferFeed
{
    public const long StartMs = SignalFeed.StartMs, Day = SignalFeed.Day, Hour = SignalFeed.Hour, Minute = SignalFeed.Minute;

    public const string Liege = "be/liege", Huy = "be/huy", Namur = "be/namur", Maastricht = "nl/maastricht", Arlon = "be/arlon";

    public static readonly (string Cell, double Latitude, double Longitude)[] Places =
        [(Liege, 50.633, 5.567), (Huy, 50.518, 5.240), (Namur, 50.467, 4.867), (Maastricht, 50.848, 5.689), (Arlon, 49.683, 5.817)];

    public static readonly (string City, string Store, int PerDay, int Lamps, int Soaps)[] Stores =
    [
        (Liege, "liege-1", 9, 60, 60), (Huy, "huy-1", 6, 25, 40), (Namur, "namur-1", 4, 70, 20), (Namur, "namur-2", 4, 120, 44),
        (Maastricht, "maastricht-1", 4, 900, 900), (Arlon, "arlon-1", 4, 900, 900),
    ];

    public static readonly string[] WaxStores = ["namur-1", "namur-2", "namur-3"];

    public static TopologyOptions Options(int sourcePartitions, int activityPartitions) => new()
    {
        Streams = [.. StreamOptions.Defaults.Where(one => one.Stream is Stream.Social or Stream.Sales).Select(stream => stream with { Partitions = sourcePartitions, DuplicateHorizonMs = 0 })],
        ActivityPartitions = activityPartitions, CreatorsMax = 0, Detection = SignalFeed.Detection,
        Signals = new SignalOptions
        {
            Cities = Places.Select(place => place.Cell).ToHashSet(), LearningHours = 48, HalfLifeDays = 7, Streams = [Stream.Sales], Near = NearCities.Of(Places, 100),
        },
    };

    public static List<PlainStream> Make(int seed, int partitions)
    {
        Random random = new(seed);
        List<PlainEvent> social = [], sales = [];
        for (long at = 0; at < 4 * Day; at += random.NextInt64(5 * Minute))
            social.Add(Event(Liege, at, $"c{random.Next(90)}", (EntityKind.Hashtag, $"h{random.Next(12)}"), (EntityKind.Term, $"t{random.Next(9)}")));
        for (long at = 0; at < 3 * Day; at += random.NextInt64(2 * Hour)) social.Add(Event(Liege, at, $"c{random.Next(90)}", (EntityKind.Product, "lamp")));
        for (int i = 0; i < 160; i++)
            social.Add(Event(Liege, (3 * Day) + (9 * Hour) + random.NextInt64(100 * Minute), $"c{random.Next(90)}", (EntityKind.Product, "lamp")));
        foreach ((string city, string store, int perDay, int lamps, int soaps) in Stores)
        {
            foreach (string product in (string[])["lamp", "soap"])
            {
                for (long at = 0; at < 4 * Day; at += random.NextInt64(2 * Day / perDay)) Sell(sales, city, at, store, product);
            }

            for (long at = 5 * Minute; at < (3 * Day) + (7 * Hour); at += 6 * Hour)
            {
                Count(sales, city, at, store, "lamp", lamps + random.Next(5));
                Count(sales, city, at, store, "soap", soaps + random.Next(5));
            }
        }

        Random wax = new(seed + 1);
        foreach (string store in WaxStores)
        {
            for (long at = 0; at < 4 * Day; at += wax.NextInt64(8 * Hour)) Sell(sales, Namur, at, store, "wax");
            Count(sales, Namur, 10 * Minute, store, "wax", 60);
            Count(sales, Namur, (3 * Day) + (16 * Hour), store, "wax", store == "namur-2" ? 60 : 0);
        }

        Count(sales, Liege, (3 * Day) + (9 * Hour) + (32 * Minute), "liege-1", "lamp", 2);
        Count(sales, Huy, (3 * Day) + (12 * Hour) + (3 * Minute), "huy-1", "lamp", 0);
        Count(sales, Liege, (3 * Day) + (14 * Hour) + (7 * Minute), "liege-1", "soap", 0);
        Count(sales, Huy, (3 * Day) + (14 * Hour) + (7 * Minute), "huy-1", "soap", 0);
        for (int i = 0; i < 40; i++) Sell(sales, Namur, (3 * Day) + (9 * Hour) + (i * 3 * Minute), "namur-2", "lamp");
        return [new PlainStream(Stream.Social, SignalFeed.Deal(social, partitions, late: false)), new PlainStream(Stream.Sales, SignalFeed.Deal(sales, partitions, late: false))];
    }

    private static void Sell(List<PlainEvent> sales, string city, long at, string store, string product) =>
        sales.Add(Event(city, at, $"b{at}", (EntityKind.Product, product), (EntityKind.Store, store)) with { A = 1, B = 100 });

    private static void Count(List<PlainEvent> sales, string city, long at, string store, string product, long units) =>
        sales.Add(Event(city, at, null, (EntityKind.Product, product), (EntityKind.Store, store)) with { Form = EventForm.Snapshot, A = units });

    private static PlainEvent Event(string city, long at, string? person, params (EntityKind, string)[] entities) =>
        new() { Form = EventForm.Event, TimeMs = StartMs + at, City = city, Person = person, Entities = [.. entities] };
}
