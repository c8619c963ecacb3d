using System.Text;
using Houle.Avro.Binary;
using Houle.Ingest.Text;

namespace Houle.Ingest.Places;

/// <summary>Turns names and coordinates into city ids: 114,433 places of GeoNames (CC BY 4.0), with other names and
/// aliases.</summary>
/// <remarks>Immutable once built; any thread may ask. A name that several places have goes to the one with the most
/// people, where a name that is only another name counts an eighth (Cologne is Köln, not Cologne near Brescia; Rome is
/// not Washington, which was once called so). An alias always wins.</remarks>
public sealed class Gazetteer
{
    private const int PrimaryFactor = 8;
    private static readonly Lazy<Gazetteer> BuiltIn = new(() => new Gazetteer(GazetteerData.Load()));
    private readonly GazetteerData _data;
    private readonly Lazy<PlaceGrid> _grid;

    private Gazetteer(GazetteerData data)
    {
        _data = data;
        _grid = new Lazy<PlaceGrid>(() => new PlaceGrid(data));
    }

    /// <summary>The gazetteer inside this assembly, loaded when first asked.</summary>
    public static Gazetteer Shared => BuiltIn.Value;

    public int Count => _data.Count;

    /// <summary>Finds a city by name.</summary>
    /// <param name="name">In any case, with or without accents; UTF-8.</param>
    /// <param name="country">Two lower-case letters: only places there are considered. Empty: everywhere.</param>
    /// <param name="scratch">Cleared and used.</param>
    /// <returns>Its number, or -1.</returns>
    public int Resolve(ReadOnlySpan<byte> name, ReadOnlySpan<byte> country, ByteBuffer scratch)
    {
        scratch.Clear();
        Fold.Append(name, scratch);
        int best = -1;
        long bestScore = -1;
        foreach ((int place, NameKind kind) in _data.Named(scratch.Written))
        {
            if (!country.IsEmpty && !_data.Id(place).StartsWith(country)) continue;
            if (kind == NameKind.Alias) return place;
            long score = _data.Population(place) * (kind == NameKind.Primary ? (long)PrimaryFactor : 1);
            if (score > bestScore || (score == bestScore && place < best)) (best, bestScore) = (place, score);
        }

        return best;
    }

    public Place? Resolve(string name, string? country = null)
    {
        int place = Resolve(
            Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(country ?? ""), new ByteBuffer(64));
        return place < 0 ? null : this[place];
    }

    /// <summary>The nearest city.</summary>
    /// <param name="withinKm">0 to 500; farther ones do not count.</param>
    /// <returns>Its number, or -1.</returns>
    public int Nearest(double latitude, double longitude, double withinKm) =>
        _grid.Value.Nearest(latitude, longitude, withinKm);

    /// <summary>The number of an id, or -1.</summary>
    public int Find(ReadOnlySpan<byte> id) => _data.Find(id);

    public Place? Find(string id) => Find(Encoding.UTF8.GetBytes(id)) is >= 0 and int place ? this[place] : null;

    public ReadOnlySpan<byte> Id(int place) => _data.Id(place);

    public Place this[int place]
    {
        get
        {
            string id = Encoding.UTF8.GetString(_data.Id(place));
            string country = id[..2];
            string region = Encoding.UTF8.GetString(_data.Region(place));
            return new Place(
                id, Encoding.UTF8.GetString(_data.Name(place)), region.Length == 0 ? "" : $"{country}/region-{region}",
                country, _data.Latitude(place), _data.Longitude(place), _data.Population(place));
        }
    }
}
