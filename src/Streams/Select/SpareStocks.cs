using System.Text;
using Houle.Avro.Binary;

namespace Houle.Streams.Select;

/// <summary>What cities can spare of each product: of each the store that can spare most.</summary>
/// <remarks>A function of the records, taken in order of minute and city. Some 100 bytes an offer.</remarks>
internal sealed class SpareStocks
{
    /// <summary>Offers held; more are not taken, and counted.</summary>
    public const int OffersMax = 200_000;

    /// <summary>A city that does not confirm an offer for so long offers nothing: Detect looks anew every six hours.</summary>
    private const int ValidMinutes = 1440;

    private readonly SortedDictionary<int, List<SpareRecord>> _waiting = [];
    private readonly SortedDictionary<string, Dictionary<string, SpareUnits>> _byProduct = new(StringComparer.Ordinal); // then by city
    private int _hour;

    /// <summary>Offers held.</summary>
    public int Count { get; private set; }

    /// <summary>Offers for which there was no room.</summary>
    public long Dropped { get; private set; }

    public void Take(SpareRecord spare)
    {
        if (!_waiting.TryGetValue(spare.Minute, out List<SpareRecord>? list)) _waiting.Add(spare.Minute, list = []);
        if (!list.Exists(known => known.Cell == spare.Cell)) list.Add(spare);
    }

    /// <summary>Takes in what holds for minutes up to one, that one with it.</summary>
    public void PassTo(int minute)
    {
        while (_waiting.Count > 0 && _waiting.First() is var (next, list) && next <= minute)
        {
            if (next / 60 != _hour) Forget(next);
            list.Sort(static (a, b) => string.CompareOrdinal(a.Cell, b.Cell));
            foreach (SpareRecord spare in list)
            {
                foreach ((string product, SpareUnits units) in spare.Offers) Hold(product, spare.Cell, units);
            }

            _waiting.Remove(next);
        }
    }

    /// <summary>What a city can spare of a product as of a minute; null for nothing.</summary>
    public SpareUnits? Of(string product, string city, int minute) =>
        _byProduct.TryGetValue(product, out Dictionary<string, SpareUnits>? cities) && cities.TryGetValue(city, out SpareUnits units) && IsValid(units, minute)
            ? units : null;

    private static bool IsValid(in SpareUnits units, int minute) => minute - units.Minute < ValidMinutes;

    private void Hold(string product, string city, in SpareUnits units)
    {
        bool known = _byProduct.TryGetValue(product, out Dictionary<string, SpareUnits>? cities);
        if (units.Units == 0)
        {
            if (!known || !cities!.Remove(city)) return;
            Count--;
            if (cities.Count == 0) _byProduct.Remove(product);
            return;
        }

        bool isNew = !known || !cities!.ContainsKey(city);
        if (isNew && Count == OffersMax)
        {
            Dropped++;
            return;
        }

        if (!known) _byProduct.Add(product, cities = new Dictionary<string, SpareUnits>(StringComparer.Ordinal));
        cities![city] = units;
        if (isNew) Count++;
    }

    private void Forget(int minute)
    {
        _hour = minute / 60;
        foreach ((string product, Dictionary<string, SpareUnits> cities) in _byProduct.ToArray())
        {
            foreach (string old in cities.Where(city => !IsValid(city.Value, minute)).Select(city => city.Key).ToArray())
            {
                cities.Remove(old);
                Count--;
            }

            if (cities.Count == 0) _byProduct.Remove(product);
        }
    }

    public void Write(ByteBuffer to)
    {
        AvroWriter writer = new(to);
        writer.WriteLong(_hour);
        writer.WriteLong(_waiting.Values.Sum(list => list.Count));
        foreach (SpareRecord spare in _waiting.Values.SelectMany(list => list)) writer.WriteBytes(spare.Bytes);
        writer.WriteLong(_byProduct.Count);
        foreach ((string product, Dictionary<string, SpareUnits> cities) in _byProduct)
        {
            writer.WriteBytes(Encoding.UTF8.GetBytes(product));
            writer.WriteLong(cities.Count);
            foreach ((string city, SpareUnits units) in cities.OrderBy(city => city.Key, StringComparer.Ordinal))
            {
                writer.WriteBytes(Encoding.UTF8.GetBytes(city));
                writer.WriteBytes(Encoding.UTF8.GetBytes(units.Store));
                writer.WriteLong(units.Units);
                writer.WriteLong(units.Minute);
            }
        }
    }

    /// <summary>Takes up what <see cref="Write"/> wrote.</summary>
    public void Read(ref AvroReader from)
    {
        _hour = (int)from.ReadLong();
        for (long left = from.ReadLong(); left > 0; left--) Take(new SpareRecord(from.ReadBytes()));
        for (long products = from.ReadLong(); products > 0; products--)
        {
            string product = Encoding.UTF8.GetString(from.ReadBytes());
            for (long left = from.ReadLong(); left > 0; left--)
            {
                string city = Encoding.UTF8.GetString(from.ReadBytes());
                Hold(product, city, new SpareUnits(Encoding.UTF8.GetString(from.ReadBytes()), from.ReadLong(), (int)from.ReadLong()));
            }
        }
    }
}
