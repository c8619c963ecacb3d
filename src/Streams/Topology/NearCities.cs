namespace Houle.Streams.Topology;

/// <summary>Which cities are near which: those that stock may come from.</summary>
public static class NearCities
{
    /// <summary>Cities near one; of more, the nearest.</summary>
    public const int Max = 32;

    private const double EarthKm = 6_371;

    /// <summary>Of each city the others of its country (the part of its id before the slash) within a distance, nearest first.</summary>
    /// <param name="places">Each city once, with degrees north and east.</param>
    /// <param name="kmMax">As the crow flies (haversine on a sphere of 6,371 km); 0 or less: none is near.</param>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Of(IReadOnlyCollection<(string Cell, double Latitude, double Longitude)> places, double kmMax)
    {
        Dictionary<string, IReadOnlyList<string>> near = new(StringComparer.Ordinal);
        if (kmMax <= 0) return near;
        foreach (var country in places.GroupBy(place => Country(place.Cell), StringComparer.Ordinal))
        {
            foreach ((string cell, double latitude, double longitude) in country)
            {
                string[] others =
                [
                    .. country.Where(other => other.Cell != cell).Select(other => (other.Cell, Km: Km(latitude, longitude, other.Latitude, other.Longitude)))
                        .Where(other => other.Km <= kmMax).OrderBy(other => other.Km).ThenBy(other => other.Cell, StringComparer.Ordinal)
                        .Select(other => other.Cell).Take(Max),
                ];
                if (others.Length > 0) near.Add(cell, others);
            }
        }

        return near;
    }

    private static string Country(string cell) => cell.IndexOf('/', StringComparison.Ordinal) is > 0 and int slash ? cell[..slash] : cell;

    private static double Km(double latitude, double longitude, double latitude2, double longitude2)
    {
        double a = Half(latitude2 - latitude) + (Math.Cos(Radians(latitude)) * Math.Cos(Radians(latitude2)) * Half(longitude2 - longitude));
        return 2 * EarthKm * Math.Asin(Math.Min(1, Math.Sqrt(a)));
    }

    private static double Half(double degrees) => Math.Pow(Math.Sin(Radians(degrees) / 2), 2);

    private static double Radians(double degrees) => degrees * Math.PI / 180;
}
