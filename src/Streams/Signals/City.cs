using System.Runtime.InteropServices;
using Houle.Events;
using Houle.Streams.Detect;
using Houle.Streams.Hashing;
using Houle.Streams.Topology;
using Houle.Streams.Windows;
using Stream = Houle.Events.Stream;

namespace Houle.Streams.Signals;

/// <summary>What the streams say together of the stores and products of one city: shelves, doors, intents and swells, as of the
/// last minute that all of them have closed.</summary>
/// <remarks>Streams that are ahead wait here, minute by minute: how far ahead they were never shows. A function of closed minutes
/// alone. Ids are told apart by 64-bit hashes (two of a million share one with a chance of 3 in 10^8).</remarks>
/// <param name="offers">Whether stores of other cities may take from its stores.</param>
internal sealed partial class City(byte[] name, SignalOptions options, bool offers)
{
    /// <summary>A swell is over when the detector has not reported it for so long.</summary>
    public const int SwellQuietMinutes = 60;

    /// <summary>Doors of a city; more are not counted.</summary>
    private const int DoorsMax = 10_000;

    private const int StreamKinds = 5;

    private readonly Dictionary<(ulong Store, int Product), int> _shelfRows = [];
    private readonly Dictionary<ulong, int> _productRows = [], _doorRows = [];
    private readonly List<byte[]> _productNames = [], _storeNames = []; // of products, and of shelves
    private readonly Dictionary<int, RecentPeople> _intentPeople = []; // by product
    private readonly Dictionary<int, List<Carrier>> _carriers = []; // by product
    private readonly Dictionary<ulong, (EntityKind Kind, byte[] Name)> _carrierNames = [];
    private readonly SortedDictionary<int, List<Waiting>> _waiting = [];
    private readonly Stack<List<Waiting>> _spare = [];
    private readonly int[] _taken = new int[StreamKinds], _restored = new int[StreamKinds]; // last minute of each stream
    private readonly Stack<RecentPeople> _sparePeople = [];
    private readonly Dictionary<ulong, byte[]> _stores = []; // ids of stores by their hashes: a store has many shelves
    private readonly List<int> _news = [], _quiet = [];
    private Shelf[] _shelves = new Shelf[16];
    private Door[] _doors = new Door[4];
    private Product[] _products = new Product[16];
    private long _waitingCount;
    private int _lastSeen;

    public ReadOnlySpan<byte> Name => name;

    /// <summary>Whether stores of other cities may take from its stores.</summary>
    public bool Offers => offers;

    /// <summary>The last minute that all streams have closed and that was taken in.</summary>
    public int Minute { get; private set; }

    /// <summary>First minute with a sale.</summary>
    public int SalesSince { get; private set; }

    /// <summary>Units sold in this city.</summary>
    public Rhythm Sales { get; } = new(options.HalfLifeDays);

    /// <summary>People counted into its stores.</summary>
    public Rhythm Visits { get; } = new(options.HalfLifeDays);

    /// <summary>Which products are named with what, as of the social stream: ahead of the joined minutes.</summary>
    public Carrying Carrying { get; } = new();

    public int Shelves => _storeNames.Count;

    public int Products => _productNames.Count;

    /// <summary>What was said of shelves and doors for which there was no room.</summary>
    public long Dropped { get; private set; }

    public long StateBytes =>
        (Shelves * 250L) + (Products * 900L) + (_doorRows.Count * 170L) + (_intentPeople.Count * 1600L) + (_waitingCount * 48) + (_carrierNames.Count * 150L) + Carrying.StateBytes + 8192;

    public ref Product ProductAt(int product) => ref _products[product];

    public ref readonly Shelf ShelfAt(int shelf) => ref _shelves[shelf];

    public ReadOnlySpan<byte> ProductName(int product) => _productNames[product];

    public byte[] StoreOf(int shelf) => _storeNames[shelf];

    /// <summary>The door of a shelf's store; false where nobody counts.</summary>
    public bool TryGetDoor(int shelf, out Door door)
    {
        bool known = _doorRows.TryGetValue(Hash64.Of(_storeNames[shelf]), out int row);
        door = known ? _doors[row] : default;
        return known && door.Visits.Hour > 0;
    }

    /// <summary>Distinct people behind the intents about a product since a minute; -1: there are intents, and they name nobody.</summary>
    public long IntentPeople(int product, int firstMinute) =>
        !_intentPeople.TryGetValue(product, out RecentPeople? people) ? 0
        : people.IsUnnamedSince(firstMinute) ? -1 : people.Since(firstMinute);

    /// <summary>Whether a stream's minute is new: one that the restored state holds already is read again in vain.</summary>
    public bool Begin(Stream stream, int minute)
    {
        if (minute <= _restored[(int)stream]) return false;
        _taken[(int)stream] = minute;
        return true;
    }

    public void Sell(int minute, in ShelfMinute of)
    {
        int shelf = ShelfOf(minute, of.Store, of.Product);
        if (shelf < 0) return;
        if (of.Units != 0) Wait(minute, new Waiting(WaitingKind.Sale, (ulong)shelf, of.Units));
        ShelfLevel level = of.Level;
        if (level.AtMs != 0) Wait(minute, new Waiting(WaitingKind.Level, (ulong)shelf, level.AtMs, level.Units, level.IncomingUnits, level.IncomingAtMs));
    }

    public void Visit(int minute, ReadOnlySpan<byte> store, long entries)
    {
        ulong hash = Hash64.Of(store);
        ref int row = ref CollectionsMarshal.GetValueRefOrNullRef(_doorRows, hash);
        if (System.Runtime.CompilerServices.Unsafe.IsNullRef(ref row))
        {
            if (_doorRows.Count == DoorsMax)
            {
                Dropped++;
                return;
            }

            if (_doorRows.Count == _doors.Length) Array.Resize(ref _doors, _doors.Length * 2);
            _doorRows.Add(hash, _doorRows.Count);
        }

        Wait(minute, new Waiting(WaitingKind.Visits, hash, entries));
    }

    public void Intend(int minute, ReadOnlySpan<byte> product, long intents, long unnamed, ReadOnlySpan<ulong> people)
    {
        ulong hash = Hash64.Of(product);
        Wait(minute, new Waiting(WaitingKind.Intents, hash, intents, unnamed));
        foreach (ulong person in people) Wait(minute, new Waiting(WaitingKind.IntentPerson, hash, (long)person));
    }

    public void Say(int minute, ReadOnlySpan<byte> product, long mentions, long authentic) =>
        Wait(minute, new Waiting(WaitingKind.Mentions, Hash64.Of(product), mentions, authentic));

    /// <param name="people">Distinct people behind it; -1 where it names nobody.</param>
    public void Swell(int minute, ReadOnlySpan<byte> product, long people) =>
        Wait(minute, new Waiting(WaitingKind.Swell, Hash64.Of(product), people));

    /// <param name="key">Key of what swells and carries the product.</param>
    /// <param name="people">Distinct people who name both.</param>
    /// <param name="ofPeople">Of how many who name the one.</param>
    public void Carry(int minute, ulong key, EntityKind kind, ReadOnlySpan<byte> name, ulong product, long people, long ofPeople)
    {
        if (!_carrierNames.ContainsKey(key)) _carrierNames.Add(key, (kind, name.ToArray()));
        Wait(minute, new Waiting(WaitingKind.Carried, product, (long)key, people, ofPeople));
    }

    /// <summary>What carries a product as of the city's minute, in order of kind and name.</summary>
    public List<(EntityKind Kind, byte[] Name, Carrier Carrier)> CarriersOf(int product)
    {
        List<(EntityKind Kind, byte[] Name, Carrier)> active = [];
        if (!_carriers.TryGetValue(product, out List<Carrier>? carriers)) return active;
        foreach (Carrier carrier in carriers)
        {
            if (carrier.IsActive(Minute)) active.Add((_carrierNames[carrier.Key].Kind, _carrierNames[carrier.Key].Name, carrier));
        }

        active.Sort(static (a, b) => a.Kind != b.Kind ? a.Kind.CompareTo(b.Kind) : a.Name.AsSpan().SequenceCompareTo(b.Name));
        return active;
    }

    /// <summary>First minute from which something carries a product; 0 for nothing.</summary>
    public int CarriedSince(int product)
    {
        int since = 0;
        if (!_carriers.TryGetValue(product, out List<Carrier>? carriers)) return since;
        foreach (Carrier carrier in carriers)
        {
            if (carrier.IsActive(Minute) && (since == 0 || carrier.Since < since)) since = carrier.Since;
        }

        return since;
    }

    private void Wait(int minute, in Waiting what)
    {
        if (!_waiting.TryGetValue(minute, out List<Waiting>? list)) _waiting.Add(minute, list = _spare.Count > 0 ? _spare.Pop() : []);
        list.Add(what);
        _waitingCount++;
    }

    private byte[] KnownStore(byte[] store)
    {
        ref byte[]? known = ref CollectionsMarshal.GetValueRefOrAddDefault(_stores, Hash64.Of(store), out _);
        return known ??= store;
    }

    private int ShelfOf(int minute, byte[] store, byte[] product)
    {
        ulong hash = Hash64.Of(product);
        if (!_productRows.TryGetValue(hash, out int of))
        {
            if (Shelves == options.ShelvesPerCityMax)
            {
                Dropped++;
                return -1;
            }

            if (Products == _products.Length) Array.Resize(ref _products, Products * 2);
            of = Products;
            _products[of] = new Product { FirstShelf = -1, StockedSince = minute };
            _productRows.Add(hash, of);
            _productNames.Add(product);
        }

        ref int row = ref CollectionsMarshal.GetValueRefOrAddDefault(_shelfRows, (Hash64.Of(store), of), out bool known);
        if (known) return row;
        if (Shelves == options.ShelvesPerCityMax)
        {
            _shelfRows.Remove((Hash64.Of(store), of));
            Dropped++;
            return -1;
        }

        row = Shelves;
        if (row == _shelves.Length) Array.Resize(ref _shelves, row * 2);
        _shelves[row] = new Shelf { Product = of, Next = _products[of].FirstShelf };
        _products[of].FirstShelf = row;
        _storeNames.Add(KnownStore(store));
        return row;
    }
}
