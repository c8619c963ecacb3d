using Houle.Detection.Numerics;

namespace Houle.Streams.Signals;

/// <summary>How a product sells in a city now, and how long each store's stock lasts.</summary>
/// <remarks>
/// Demand is Poisson with a gamma-distributed pace, a multiple of the usual: that of this hour of the clock and the two before it
/// while the product swells, else of this one and the 23 before it. With N units sold where E were usual, the multiple is
/// Gamma(a + N, a + E), a = 4: at first the usual, and after some sales what these say. The units that a store sells until the end of the swell are then negative binomial with r = a + N and mean
/// (a + N) / (a + E) x the store's usual units in that time (M. Greenwood and G. U. Yule, J. R. Stat. Soc. 83 (1920) 255-279;
/// Gelman et al., Bayesian Data Analysis, 3rd ed., section 2.6), and the chance of running out is P(X >= stock).
/// The end: a swell of which only the age is known has as its median remaining life that age again (J. R. Gott, Nature 363
/// (1993) 315-319), here at least 6 hours and at most 3 days; without a swell a day. A delivery that is due before ends the
/// wait at its minute; one that is up to six hours late is expected within the hour.
/// </remarks>
internal sealed class StockOutlook
{
    /// <summary>Units of prior belief in the usual pace.</summary>
    public const double PriorUnits = 4;

    /// <summary>Chance of running out from which a store takes from another.</summary>
    public const double ShortRisk = 0.5;

    /// <summary>Units that a store must be able to spare.</summary>
    public const double SpareMin = 3;

    private const int SwellLeastMinutes = 6 * 60, SwellMostMinutes = 3 * 1440, WithoutSwellMinutes = 1440;

    private const int SwellHours = 3;

    // A delivery that is a little late is expected within the hour; one that is later is not counted on.
    private const int OverdueMinutes = 6 * 60, OverdueWithinMinutes = 60;

    private readonly List<StoreOutlook> _stores = [];

    public IReadOnlyList<StoreOutlook> Stores => _stores;

    /// <summary>Hours of the clock that the pace now is judged by, the present one counted.</summary>
    public int RecentHours { get; private set; }

    /// <summary>Units sold in them.</summary>
    public long Recent { get; private set; }

    /// <summary>The product's share of all units that the city sells, 0 to 1.</summary>
    public double Share { get; private set; }

    /// <summary>Units usual in that time.</summary>
    public double RecentExpected { get; private set; }

    public double UnitsPerDay { get; private set; }

    public double UsualPerDay { get; private set; }

    /// <summary>Pace now as a multiple of the usual.</summary>
    public double Factor => (PriorUnits + Recent) / (PriorUnits + RecentExpected);

    /// <summary>Units in all stores that were counted; null when none was.</summary>
    public long? Stock { get; private set; }

    /// <summary>The highest of the stores' chances of running out; null when none is known.</summary>
    public double? Risk { get; private set; }

    public double? DaysOfCover => Stock is { } stock && UnitsPerDay > 0 ? stock / UnitsPerDay : null;

    /// <summary>End of the swell, or of the time that is looked ahead: a minute since 1970.</summary>
    public int Until { get; private set; }

    /// <summary>Looks at a product at the end of the city's minute.</summary>
    /// <param name="swellSince">First minute of its swell; 0 for none.</param>
    /// <param name="perDay">The city's usual units a day, of all products.</param>
    public void Look(City city, int product, int swellSince, double perDay)
    {
        int now = city.Minute + 1, hour = city.Minute / 60;
        ref readonly Product of = ref city.ProductAt(product);
        Until = now + (swellSince == 0 ? WithoutSwellMinutes : Math.Clamp(now - swellSince, SwellLeastMinutes, SwellMostMinutes));
        RecentHours = swellSince == 0 ? DayHours.HoursMax : SwellHours;
        Recent = Math.Max(0, of.Recent.At(hour, RecentHours));
        _stores.Clear();
        double share = 0;
        for (int row = of.FirstShelf; row >= 0; row = city.ShelfAt(row).Next)
        {
            double part = city.Sales.Share(city.ShelfAt(row).Sold, hour);
            _stores.Add(new StoreOutlook { Store = city.StoreOf(row), Shelf = row, Share = part, Stock = city.ShelfAt(row).Stock });
            share += part;
        }

        _stores.Sort(static (a, b) => a.Store.AsSpan().SequenceCompareTo(b.Store));
        Share = share;
        RecentExpected = share * city.Sales.Usual((hour - RecentHours + 1) * 60, now);
        (UsualPerDay, UnitsPerDay) = (share * perDay, share * perDay * Factor);
        (Stock, Risk) = (null, null);
        double ahead = city.Sales.Usual(now, Until);
        foreach (StoreOutlook store in _stores) Look(store, city, now, perDay, ahead);
        Allot();
    }

    /// <summary>Each store that will run out, in order of their ids, takes from the one that can spare most of what is not promised yet.</summary>
    private void Allot()
    {
        foreach (StoreOutlook store in _stores)
        {
            if (!store.IsShort) continue;
            StoreOutlook? most = null;
            foreach (StoreOutlook other in _stores)
            {
                if (other != store && other.Left >= SpareMin && (most is null || other.Left > most.Left)) most = other;
            }

            if (most is null) continue;
            (store.From, store.FromUnits) = (most, (long)most.Left);
            most.Promised += Math.Min(store.Lacks, store.FromUnits);
        }
    }

    private void Look(StoreOutlook store, City city, int now, double perDay, double ahead)
    {
        ref readonly Shelf shelf = ref city.ShelfAt(store.Shelf);
        int due = shelf.Level.IncomingUnits > 0 ? (int)Math.Min(int.MaxValue, shelf.Level.IncomingAtMs / Windows.Minutes.LengthMs) : 0;
        if (due > now - OverdueMinutes) due = Math.Max(due, now + OverdueWithinMinutes);
        store.DueMinute = due > now && due < Until ? due : null;
        store.UsualPerDay = store.Share * perDay;
        store.UnitsPerDay = store.UsualPerDay * Factor;
        store.Demand = store.Share * Factor * (store.DueMinute is { } until ? city.Sales.Usual(now, until) : ahead);
        store.Dispersion = 1 + (store.Demand / (PriorUnits + Recent));
        if (store.Stock is not { } stock) return;
        store.Risk = store.UnitsPerDay <= 0 ? 0 : stock == 0 ? 1 : CountTail.Above(stock - 1, store.Demand, store.Dispersion);
        Stock = (Stock ?? 0) + stock;
        Risk = Math.Max(Risk ?? 0, store.Risk.Value);
    }
}

/// <summary>One store's outlook for a product.</summary>
internal sealed class StoreOutlook
{
    public required byte[] Store { get; init; }

    public required int Shelf { get; init; }

    /// <summary>Of all units that the city usually sells, 0 to 1.</summary>
    public required double Share { get; init; }

    /// <summary>Units at hand; null for a store that was never counted.</summary>
    public required long? Stock { get; init; }

    public double UsualPerDay { get; set; }

    public double UnitsPerDay { get; set; }

    /// <summary>Units expected to be asked for until the end, or until the delivery.</summary>
    public double Demand { get; set; }

    /// <summary>Variance of that by its mean, at least 1.</summary>
    public double Dispersion { get; set; }

    /// <summary>Chance of running out before; null for a store that was never counted.</summary>
    public double? Risk { get; set; }

    /// <summary>Minute of a delivery that comes before the end; null for none.</summary>
    public int? DueMinute { get; set; }

    public double? DaysOfCover => Stock is { } stock && UnitsPerDay > 0 ? stock / UnitsPerDay : null;

    /// <summary>Units that nearly surely stay over: stock less the demand and twice its deviation.</summary>
    public double Spare => Stock is { } stock ? stock - Demand - (2 * Math.Sqrt(Demand * Dispersion)) : 0;

    /// <summary>It will run out, rather than not.</summary>
    public bool IsShort => Risk >= StockOutlook.ShortRisk;

    /// <summary>Units that it would need beside its stock to be nearly sure not to run out, at least 1.</summary>
    public long Lacks => (long)Math.Max(1, Math.Ceiling(-Spare));

    /// <summary>Units of <see cref="Spare"/> that other stores of the city are told to take.</summary>
    public double Promised { get; set; }

    /// <summary>Units that are promised to nobody.</summary>
    public double Left => Spare - Promised;

    /// <summary>The store of the city that it should take from; null where it needs none, or none can spare any.</summary>
    public StoreOutlook? From { get; set; }

    /// <summary>Units that this one can spare.</summary>
    public long FromUnits { get; set; }
}
