using Houle.Detection.Numerics;
using Houle.Events;
using Houle.Streams.Alerts;
using Houle.Streams.Topology;

namespace Houle.Streams.Signals;

/// <summary>Decides when a product of a city has something to say: it swells, it sells far above its usual pace, or a store is
/// about to run out of it.</summary>
/// <remarks>
/// Swelling, by itself or carried by something that does: at its first minute, when a shelf of it is counted, and every ten minutes. Far above: every ten minutes, from
/// p below 0.0001 of the units of the last two to three hours (negative binomial, dispersion 1.5) at five units or more, until p
/// is above 0.05. Short: from the minute in which a store that usually sells one a day has a chance of running out of 1 less the share
/// of false discoveries aimed at (0.95: no more of such forecasts should be false than of the other alerts), when another store comes to it, and every hour, until none
/// has one of 0.5.
/// </remarks>
internal sealed class SignalFinder(SignalOptions options, DetectionOptions detection)
{
    private const double BurstP = 1e-4, BurstOverP = 0.05, BurstDispersion = 1.5;
    private const long BurstUnits = 5;
    private const int BurstHours = 3;
    private const double ShortUntilRisk = 0.5, PerDayMin = 1;

    private readonly StockOutlook _outlook = new();

    /// <summary>What the city looked at last offers others.</summary>
    public SpareFinder Spare { get; } = new();

    /// <param name="products">Products to look at; null for all of them, at the end of ten minutes.</param>
    /// <param name="found">Called with what there is to say.</param>
    public void Look(City city, List<int>? products, Action<FoundSignal> found)
    {
        double perDay = -1;
        bool offers = city.Offers && IsLearned(city);
        Spare.Begin();
        for (int i = 0; i < (products?.Count ?? city.Products); i++)
        {
            int row = products?[i] ?? i;
            ref Product product = ref city.ProductAt(row);
            bool isTold = Swells(product, city.Minute);
            int since = city.CarriedSince(row);
            if (isTold && (since == 0 || product.SwellSince < since)) since = product.SwellSince;
            bool swells = since > 0;
            // What has neither swelled nor been touched for an hour has nothing new to say.
            bool isQuiet = !swells && !product.IsShort && !product.IsBurst && city.Minute - product.Touched >= 60;
            bool isDue = offers && products is null && SpareFinder.IsDue(city, row);
            if (isQuiet && !isDue) continue;
            if (perDay < 0) perDay = city.Sales.PerDay(city.Minute + 1);
            _outlook.Look(city, row, since, perDay);
            if (offers) Spare.Look(city, row, _outlook, swells, isDue);
            if (isQuiet) continue;
            bool wasShort = product.IsShort, wasBurst = product.IsBurst;
            product.IsShort = IsShort(city, wasShort);
            int shortStores = product.IsShort ? _outlook.Stores.Count(store => IsShort(store, wasShort: false)) : 0;
            bool isMore = shortStores > product.ShortStores;
            product.ShortStores = shortStores;
            product.IsBurst = IsBurst(city, product, wasBurst);
            bool isHour = (city.Minute + 1) % 60 == 0;
            if (swells || product.IsBurst || product.IsBurst != wasBurst || product.IsShort != wasShort || isMore || (product.IsShort && isHour))
                found(Of(city, row, since, isTold));
        }
    }

    private bool Swells(in Product product, int minute) =>
        product.SwellSince > 0 && minute - product.SwellLast < City.SwellQuietMinutes
        && (product.SwellPeople < 0 || product.SwellPeople >= detection.PeopleMin);

    private bool IsShort(City city, bool wasShort)
    {
        if (!IsLearned(city)) return false;
        foreach (StoreOutlook store in _outlook.Stores)
        {
            if (IsShort(store, wasShort)) return true;
        }

        return false;
    }

    private bool IsLearned(City city) => city.Sales.Hours >= Math.Min(options.LearningHours, options.HalfLifeDays * 24);

    private bool IsShort(StoreOutlook store, bool wasShort) =>
        store.UsualPerDay >= PerDayMin && store.Risk >= (wasShort ? ShortUntilRisk : 1 - detection.Q);

    private bool IsBurst(City city, in Product product, bool was)
    {
        int hour = city.Minute / 60;
        long recent = Math.Max(0, product.Recent.At(hour, BurstHours));
        if (!was && recent < BurstUnits) return false;
        double expected = _outlook.Share * city.Sales.Usual((hour - BurstHours + 1) * 60, city.Minute + 1);
        double p = CountTail.MidP(recent, Math.Max(expected, 1e-9), BurstDispersion);
        return p <= (was ? BurstOverP : BurstP);
    }

    /// <param name="since">First minute of the swell, its own or of what carries it; 0 for none.</param>
    /// <param name="isTold">It swells by itself, and enough people are behind that.</param>
    private FoundSignal Of(City city, int row, int since, bool isTold)
    {
        ref readonly Product product = ref city.ProductAt(row);
        int first = HourSum.FirstMinute(city.Minute);
        long askers = city.IntentPeople(row, first);
        bool tellsIntents = askers < 0 || askers >= detection.PeopleMin;
        FoundSignal found = new()
        {
            City = city, Product = row, FirstMinute = first, SwellSince = since, Outlook = _outlook,
            Mentions = isTold ? product.Mentions.At(city.Minute) : 0,
            Authentic = isTold ? product.Authentic.At(city.Minute) : 0,
            Carriers = city.CarriersOf(row),
            People = isTold && product.SwellPeople >= 0 ? product.SwellPeople : null,
            Intents = tellsIntents ? product.Intents.At(city.Minute) : 0,
            Advice = new StoreAdvisor(_outlook, isTold ? SwellKind.Own : since > 0 ? SwellKind.Carried : SwellKind.None, askers >= detection.PeopleMin, detection.Names).Advice(),
        };
        CountVisits(city, found, first);
        return found;
    }

    /// <summary>People through the doors of the stores concerned.</summary>
    private void CountVisits(City city, FoundSignal found, int first)
    {
        double share = 0;
        foreach (StoreOutlook store in _outlook.Stores)
        {
            if (!city.TryGetDoor(store.Shelf, out Door door)) continue;
            found.Entries += door.Entries.At(city.Minute);
            share += city.Visits.Share(door.Visits, city.Minute / 60);
            found.HasDoors = true;
        }

        if (found.HasDoors) found.EntriesExpected = share * city.Visits.Usual(first, city.Minute + 1);
    }
}

/// <summary>What there is to say of a product; holds until the next look.</summary>
internal sealed class FoundSignal
{
    public required City City { get; init; }

    public required int Product { get; init; }

    public required int FirstMinute { get; init; }

    /// <summary>First minute of the swell, its own or of what carries it; 0 for none.</summary>
    public required int SwellSince { get; init; }

    /// <summary>What swells and carries it.</summary>
    public required List<(EntityKind Kind, byte[] Name, Carrier Carrier)> Carriers { get; init; }

    public required StockOutlook Outlook { get; init; }

    public long Mentions { get; init; }

    public long Authentic { get; init; }

    public long? People { get; init; }

    public long Intents { get; init; }

    public required List<AlertAdvice> Advice { get; init; }

    public bool HasDoors { get; set; }

    public long Entries { get; set; }

    public double EntriesExpected { get; set; }
}
