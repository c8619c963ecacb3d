using Houle.Streams.Windows;

namespace Houle.Streams.Signals;

/// <summary>A product in a store: how it sells, and what was last found of it.</summary>
internal struct Shelf
{
    public int Product;

    /// <summary>Next shelf of the same product, or -1.</summary>
    public int Next;

    public Fading Sold;
    public ShelfLevel Level;

    /// <summary>Units sold in minutes after the one of the level.</summary>
    public long SoldSince;

    /// <summary>Units at hand; null for a shelf that was never counted.</summary>
    public readonly long? Stock => Level.AtMs == 0 ? null : Math.Max(0, Level.Units - SoldSince);
}

/// <summary>A store's door.</summary>
internal struct Door
{
    public HourSum Entries;
    public Fading Visits;
}

/// <summary>A product in a city: what sells, what is asked for and what is said of it.</summary>
internal struct Product
{
    public int FirstShelf;

    /// <summary>Minute of sales in which it first had a shelf: what was said of it before counts nowhere.</summary>
    public int StockedSince;

    public HourSum Units;
    public HourSum Intents;
    public HourSum Mentions;
    public HourSum Authentic;

    /// <summary>Units by the hour of the clock: this one and the 23 before it.</summary>
    public DayHours Recent;

    /// <summary>First minute of the swell that goes on; 0 for none.</summary>
    public int SwellSince;

    /// <summary>Last minute in which the burst detector reported it.</summary>
    public int SwellLast;

    /// <summary>Distinct people behind the mentions of the hour, at that minute; -1: they name nobody.</summary>
    public long SwellPeople;

    /// <summary>Last minute with a sale or a level.</summary>
    public int Touched;

    /// <summary>Last minute in which a shelf of it was counted.</summary>
    public int Counted;

    public bool IsShort;

    /// <summary>Stores that were about to run out when last looked at.</summary>
    public int ShortStores;

    public bool IsBurst;

    /// <summary>Units offered to other cities; 0 for none.</summary>
    public int OfferedUnits;

    /// <summary>The shelf that they are on.</summary>
    public int OfferedShelf;
}

/// <summary>Something that swells and carries a product: a sound, a hashtag or a challenge.</summary>
/// <param name="Key">Its key in the burst detector.</param>
/// <param name="Since">First minute of carrying it.</param>
/// <param name="Last">Last minute in which it did.</param>
/// <param name="People">Distinct people who named both in the hours before that.</param>
/// <param name="OfPeople">Of how many who named the one.</param>
internal readonly record struct Carrier(ulong Key, int Since, int Last, long People, long OfPeople)
{
    public bool IsActive(int minute) => minute - Last < City.SwellQuietMinutes;
}

/// <summary>What a stream said in a minute that not all streams have closed yet. In order of kind and number it is
/// taken in: sales before levels, which hold for the minute's end.</summary>
/// <param name="Kind">What it says.</param>
/// <param name="Of">Number of the shelf; else the hash of the store's or product's id, which need not be known yet.</param>
internal readonly record struct Waiting(WaitingKind Kind, ulong Of, long A, long B = 0, long C = 0, long D = 0) : IComparable<Waiting>
{
    public int CompareTo(Waiting other) =>
        Kind != other.Kind ? Kind.CompareTo(other.Kind) : Of != other.Of ? Of.CompareTo(other.Of) : A.CompareTo(other.A);
}

internal enum WaitingKind
{
    /// <summary>A: units sold off a shelf.</summary>
    Sale,

    /// <summary>A, B, C, D: a shelf's level.</summary>
    Level,

    /// <summary>A: people through a store's door.</summary>
    Visits,

    /// <summary>A: intents about a product; B: of them, those that name nobody.</summary>
    Intents,

    /// <summary>A: a person behind intents about a product.</summary>
    IntentPerson,

    /// <summary>A: mentions of a product; B: their authentic weight.</summary>
    Mentions,

    /// <summary>A: distinct people behind a product that the burst detector reports; -1 for none named.</summary>
    Swell,

    /// <summary>A: key of something that swells and carries the product; B: people who name both; C: of how many who name the one.</summary>
    Carried,
}
