using Houle.Avro.Binary;
using Houle.Ingest.Places;
using Houle.Ingest.Text;

namespace Houle.Ingest.Mapping;

/// <summary>Finds the city id of a row: by id, coordinates, name or store, else its country's 'unknown', else the world's.</summary>
/// <remarks>Remembers names; of one thread. What it cannot resolve is counted in <see cref="Misses"/>.</remarks>
internal sealed class PlaceResolver(Lazy<Gazetteer> gazetteer, UnknownNames misses)
{
    private const int RememberedMax = 200_000;
    private readonly ByteBuffer _key = new(128);
    private readonly ByteBuffer _scratch = new(128);
    private readonly List<(byte[] City, byte[] Country, bool IsMiss)> _answers = [];
    private Utf8Index _asked = new();

    public UnknownNames Misses => misses;

    /// <summary>Of a name within a country; either may be empty.</summary>
    /// <returns>The id, <c>fr/unknown</c> or <c>world/unknown</c>; valid until the next call.</returns>
    public ReadOnlySpan<byte> Named(ReadOnlySpan<byte> city, ReadOnlySpan<byte> country)
    {
        _key.Clear();
        _key.Append(city);
        _key.Append([(byte)'\n']);
        _key.Append(country);
        int index = _asked.Find(_key.Written);
        if (index < 0)
        {
            if (_asked.Count >= RememberedMax)
            {
                _asked = new Utf8Index();
                _answers.Clear();
            }

            index = _asked.Add(_key.Written);
            _answers.Add(Ask(city, country));
        }

        (byte[] id, byte[] code, bool isMiss) = _answers[index];
        if (isMiss) misses.Add(city.IsEmpty ? country : city, code);
        return id;
    }

    /// <returns>The nearest city's id, or empty.</returns>
    public ReadOnlySpan<byte> Nearest(double latitude, double longitude, double withinKm)
    {
        int place = gazetteer.Value.Nearest(latitude, longitude, withinKm);
        return place < 0 ? default : gazetteer.Value.Id(place);
    }

    private (byte[] City, byte[] Country, bool IsMiss) Ask(ReadOnlySpan<byte> city, ReadOnlySpan<byte> country)
    {
        byte[] code = country.IsEmpty ? [] : Countries.Shared.Resolve(country, _scratch).ToArray();
        bool isMiss = !country.IsEmpty && code.Length == 0;
        if (!city.IsEmpty && !isMiss)
        {
            int place = gazetteer.Value.Resolve(city, code, _scratch);
            if (place >= 0) return (gazetteer.Value.Id(place).ToArray(), code, false);
            isMiss = true;
        }

        return (code.Length == 0 ? "world/unknown"u8.ToArray() : [.. code, .. "/unknown"u8], code, isMiss);
    }
}
