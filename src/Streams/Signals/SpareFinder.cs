using Houle.Streams.Hashing;

namespace Houle.Streams.Signals;

/// <summary>Decides what a city offers to stores of cities near it: of each product that does not swell there the store that can spare most,
/// beyond what its own neighbours in the city are told to take.</summary>
/// <remarks>What moves by little is not said again: an offer stands while its store can still spare three quarters of it, until another one
/// could spare a quarter more, and is looked at anew every six hours, each product at its own ten minutes.</remarks>
internal sealed class SpareFinder
{
    /// <summary>Offers of one look; more wait for the next one.</summary>
    public const int OffersMax = 1_000;

    private const int RoundMinutes = 6 * 60;
    private const double Less = 0.75, More = 1.25;

    /// <summary>What changed at this look.</summary>
    public List<FoundSpare> Found { get; } = [];

    /// <summary>Whether a product's offer is looked at anew in the city's minute, which ends ten minutes.</summary>
    public static bool IsDue(City city, int product)
    {
        const int Looks = RoundMinutes / City.LookEveryMinutes;
        return (uint)((city.Minute + 1) / City.LookEveryMinutes % Looks) == Hash64.Of(city.ProductName(product)) % Looks;
    }

    public void Begin() => Found.Clear();

    /// <param name="swells">It needs what it has.</param>
    /// <param name="isDue">The offer is looked at anew.</param>
    public void Look(City city, int product, StockOutlook outlook, bool swells, bool isDue)
    {
        if (Found.Count == OffersMax) return;
        ref Product of = ref city.ProductAt(product);
        StoreOutlook? most = null;
        double stands = 0;
        foreach (StoreOutlook store in outlook.Stores)
        {
            if (swells) break;
            if (of.OfferedUnits > 0 && store.Shelf == of.OfferedShelf) stands = store.Left;
            if (store.Left >= StockOutlook.SpareMin && (most is null || store.Left > most.Left)) most = store;
        }

        int units = most is null ? 0 : (int)Math.Min(int.MaxValue, most.Left), before = of.OfferedUnits;
        bool isNews = before == 0 ? units > 0
            : isDue || stands < Math.Max(StockOutlook.SpareMin, before * Less) || units > (before * More) + StockOutlook.SpareMin;
        if (!isNews) return;
        (of.OfferedUnits, of.OfferedShelf) = (units, most?.Shelf ?? 0);
        Found.Add(new FoundSpare(product, most?.Shelf, units));
    }
}

/// <summary>What a city offers of a product.</summary>
/// <param name="Product">Its row in the city.</param>
/// <param name="Shelf">The shelf; null for no offer any more.</param>
internal readonly record struct FoundSpare(int Product, int? Shelf, int Units);
