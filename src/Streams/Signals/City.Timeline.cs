using Houle.Streams.Detect;
using Houle.Streams.Windows;

namespace Houle.Streams.Signals;

/// <summary>The joined minutes of a city, one after another.</summary>
internal sealed partial class City
{
    /// <summary>How often all products are looked at, in minutes.</summary>
    public const int LookEveryMinutes = 10;

    /// <summary>Names of what carries products beyond which those that carry none any more are forgotten.</summary>
    private const int CarrierNamesMax = 4_096;

    /// <summary>A city that has said nothing for so long is not looked at until it speaks.</summary>
    private const int SilentMinutes = 1440;

    /// <summary>Takes in every minute before one, and shows those in which there may be something to say.</summary>
    /// <param name="look">Called with a minute that was taken in, and the products to look at; null stands for all of them.</param>
    public void PassTo(int until, Action<City, List<int>?> look)
    {
        while (true)
        {
            int next = NextMinute();
            if (next >= until) break;
            _news.Clear();
            if (_waiting.Count > 0 && _waiting.First() is var (minute, list) && minute == next) Take(minute, list);
            Minute = next;
            if ((next + 1) % 60 == 0) ForgetAskers();
            if ((next + 1) % LookEveryMinutes == 0) look(this, null);
            else if (_news.Count > 0) look(this, _news);
        }

        Minute = Math.Max(Minute, until - 1);
        if (_carrierNames.Count > CarrierNamesMax) ForgetCarriers();
    }

    /// <summary>The next minute with something waiting, or in which all products are looked at.</summary>
    private int NextMinute()
    {
        int waiting = _waiting.Count > 0 ? _waiting.First().Key : int.MaxValue;
        int look = ((Minute + 1 + LookEveryMinutes) / LookEveryMinutes * LookEveryMinutes) - 1;
        return look <= _lastSeen + SilentMinutes ? Math.Min(look, waiting) : waiting;
    }

    private void Take(int minute, List<Waiting> list)
    {
        list.Sort();
        foreach (Waiting what in list) Take(minute, what);
        _waiting.Remove(minute);
        _waitingCount -= list.Count;
        list.Clear();
        _spare.Push(list);
        _lastSeen = minute;
    }

    private void Take(int minute, in Waiting what)
    {
        switch (what.Kind)
        {
            case WaitingKind.Sale:
                Sold(minute, (int)what.Of, what.A);
                return;
            case WaitingKind.Level:
                Counted(minute, (int)what.Of, new ShelfLevel(what.A, what.B, what.C, what.D));
                return;
            case WaitingKind.Visits:
                ref Door door = ref _doors[_doorRows[what.Of]];
                door.Entries.Add(minute, what.A);
                door.Visits.Add(minute / 60, what.A, Visits.HalfLifeHours);
                Visits.Add(minute / 60, what.A);
                return;
            default:
                if (_productRows.TryGetValue(what.Of, out int row) && _products[row].StockedSince <= minute) Said(minute, row, what);
                return;
        }
    }

    private void Sold(int minute, int row, long units)
    {
        ref Shelf shelf = ref _shelves[row];
        ref Product product = ref _products[shelf.Product];
        if (SalesSince == 0) SalesSince = minute;
        shelf.Sold.Add(minute / 60, units, Sales.HalfLifeHours);
        shelf.SoldSince += units;
        product.Units.Add(minute, units);
        product.Recent.Add(minute / 60, units);
        product.Touched = minute;
        Sales.Add(minute / 60, units);
    }

    private void Counted(int minute, int row, in ShelfLevel level)
    {
        ref Shelf shelf = ref _shelves[row];
        if (!level.Replaces(shelf.Level)) return;
        (shelf.Level, shelf.SoldSince) = (level, 0);
        ref Product product = ref _products[shelf.Product];
        product.Touched = minute;
        if (product.Counted == minute) return;
        product.Counted = minute;
        _news.Add(shelf.Product);
    }

    private void Said(int minute, int row, in Waiting what)
    {
        ref Product product = ref _products[row];
        switch (what.Kind)
        {
            case WaitingKind.Intents:
                product.Intents.Add(minute, what.A);
                PeopleOf(row).Add(minute, default, hasUnnamed: what.B > 0);
                break;
            case WaitingKind.IntentPerson:
                PeopleOf(row).Add(minute, [(ulong)what.A], hasUnnamed: false);
                break;
            case WaitingKind.Mentions:
                product.Mentions.Add(minute, what.A);
                product.Authentic.Add(minute, what.B);
                break;
            case WaitingKind.Carried:
                Carried(minute, row, what);
                break;
            default:
                bool goesOn = product.SwellSince > 0 && minute - product.SwellLast < SwellQuietMinutes;
                if (!goesOn) product.SwellSince = minute;
                if (!goesOn && !_news.Contains(row)) _news.Add(row);
                (product.SwellLast, product.SwellPeople) = (minute, what.A);
                break;
        }
    }

    private void Carried(int minute, int row, in Waiting what)
    {
        ulong key = (ulong)what.A;
        if (!_carriers.TryGetValue(row, out List<Carrier>? carriers)) _carriers.Add(row, carriers = []);
        int since = minute;
        for (int i = carriers.Count - 1; i >= 0; i--)
        {
            bool isActive = carriers[i].IsActive(minute);
            if (carriers[i].Key == key && isActive) since = carriers[i].Since;
            if (carriers[i].Key == key || !isActive) carriers.RemoveAt(i);
        }

        carriers.Add(new Carrier(key, since, minute, what.B, what.C));
        if (since == minute && !_news.Contains(row)) _news.Add(row);
    }

    /// <summary>Forgets who asked for products that nobody has asked for within the hour.</summary>
    private void ForgetAskers()
    {
        foreach ((int product, RecentPeople people) in _intentPeople)
        {
            if (people.IsSilentSince(HourSum.FirstMinute(Minute))) _quiet.Add(product);
        }

        foreach (int product in _quiet)
        {
            _intentPeople.Remove(product, out RecentPeople? people);
            people!.Clear();
            _sparePeople.Push(people);
        }

        _quiet.Clear();
    }

    /// <summary>Forgets what carries nothing any more; what is joined does not depend on it.</summary>
    private void ForgetCarriers()
    {
        HashSet<ulong> used = [];
        foreach (List<Waiting> list in _waiting.Values) used.UnionWith(list.Where(what => what.Kind == WaitingKind.Carried).Select(what => (ulong)what.A));
        foreach (int product in _carriers.Keys.ToArray())
        {
            if (_carriers[product].RemoveAll(carrier => !carrier.IsActive(Minute)) > 0 && _carriers[product].Count == 0) _carriers.Remove(product);
            else used.UnionWith(_carriers[product].Select(carrier => carrier.Key));
        }

        foreach (ulong key in _carrierNames.Keys.Where(key => !used.Contains(key)).ToArray()) _carrierNames.Remove(key);
    }

    private RecentPeople PeopleOf(int product)
    {
        if (!_intentPeople.TryGetValue(product, out RecentPeople? people)) _intentPeople.Add(product, people = _sparePeople.Count > 0 ? _sparePeople.Pop() : new RecentPeople());
        return people;
    }
}
