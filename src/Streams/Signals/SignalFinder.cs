using Houle.Detection.Numerics;
using Houle.Streams.Alerts;
using Houle.Streams.Topology;

namespace Houle.Streams.Signals;

/// <summary>Decides when a product of a city has something to say: it swells, it sells far above its usual pace, or a store is
/// about to run out of it.</summary>
/// <remarks>
/// Swelling: at its first minute, when a shelf of it is counted, and every ten minutes. Far above: every ten minutes, from
/// p below 0.0001 of the units of the last two to three hours (negative binomial, dispersion 1.5) at five units or more, until p
/// is above 0.05. Short: from the minute in which a store that usually sells one a day has a chance of running out of 1 less the share
/// of false discoveries aimed at (0.95: no more of such forecasts should be false than of the other alerts), every hour, until none
/// has one of 0.5.
/// </remarks>
internal sealed class SignalFinder(SignalOptions options, DetectionOptions detection)
{
    private const double BurstP = 1e-4, BurstOverP = 0.05, BurstDispersion = 1.5;
    private const long BurstUnits = 5;
    private const int BurstHours = 3;
    private const double ShortUntilRisk = 0.5, PerDayMin = 1;

    private readonly StockOutlook _outlook = new();

    /// <param name="products">Products to look at; null for all of them, at the end of ten minutes.</param>
    /// <param name="found">Called with what there is to say.</param>
    public void Look(City city, List<int>? products, Action<FoundSignal> found)
    {
        double perDay = -1;
        for (int i = 0; i < (products?.Count ?? city.Products); i++)
        {
            int row = products?[i] ?? i;
            ref Product product = ref city.ProductAt(row);
            bool swells = Swells(product, city.Minute);
            // What has neither swelled nor been touched for an hour has nothing new to say.
            if (!swells && !product.IsShort && !product.IsBurst && city.Minute - product.Touched >= 60) continue;
            if (perDay < 0) perDay = city.Sales.PerDay(city.Minute + 1);
            _outlook.Look(city, row, swells ? product.SwellSince : 0, perDay);
            bool wasShort = product.IsShort, wasBurst = product.IsBurst;
            product.IsShort = IsShort(city, wasShort);
            product.IsBurst = IsBurst(city, product, wasBurst);
            bool isHour = (city.Minute + 1) % 60 == 0;
            if (swells || product.IsBurst || product.IsBurst != wasBurst || product.IsShort != wasShort || (product.IsShort && isHour))
                found(Of(city, row, swells));
        }
    }

    private bool Swells(in Product product, int minute) =>
        product.SwellSince > 0 && minute - product.SwellLast < City.SwellQuietMinutes
        && (product.SwellPeople < 0 || product.SwellPeople >= detection.PeopleMin);

    private bool IsShort(City city, bool wasShort)
    {
        if (city.Sales.Hours < Math.Min(options.LearningHours, options.HalfLifeDays * 24)) return false;
        foreach (StoreOutlook store in _outlook.Stores)
        {
            if (store.UsualPerDay >= PerDayMin && store.Risk >= (wasShort ? ShortUntilRisk : 1 - detection.Q)) return true;
        }

        return false;
    }

    private bool IsBurst(City city, in Product product, bool was)
    {
        int hour = city.Minute / 60;
        long recent = Math.Max(0, product.Recent.At(hour, BurstHours));
        if (!was && recent < BurstUnits) return false;
        double expected = _outlook.Share * city.Sales.Usual((hour - BurstHours + 1) * 60, city.Minute + 1);
        double p = CountTail.MidP(recent, Math.Max(expected, 1e-9), BurstDispersion);
        return p <= (was ? BurstOverP : BurstP);
    }

    private FoundSignal Of(City city, int row, bool swells)
    {
        ref readonly Product product = ref city.ProductAt(row);
        int first = HourSum.FirstMinute(city.Minute);
        long askers = city.IntentPeople(row, first);
        bool tellsIntents = askers < 0 || askers >= detection.PeopleMin;
        FoundSignal found = new()
        {
            City = city, Product = row, FirstMinute = first, Swells = swells, Outlook = _outlook,
            Mentions = swells ? product.Mentions.At(city.Minute) : 0,
            Authentic = swells ? product.Authentic.At(city.Minute) : 0,
            People = swells && product.SwellPeople >= 0 ? product.SwellPeople : null,
            Intents = tellsIntents ? product.Intents.At(city.Minute) : 0,
            Advice = StoreAdvisor.Of(_outlook, swells, askers >= detection.PeopleMin, detection.Names),
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

    public required bool Swells { get; init; }

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
