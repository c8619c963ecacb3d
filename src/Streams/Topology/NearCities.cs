namespace Houle.Streams.Topology;

/// <summary>Which cities are near which: those that stock may come from.</summary>
public static class NearCities
{
    /// <summary>Cities near one; of more, the nearest.</summary>
    public const int Max = 32;

    /// <summary>Of each city the others of its country (the part of its id before the slash) within a distance, nearest first.</summary>
    /// <param name="places">Each city once, with degrees north and east.</param>
    /// <param name="kmMax">As the crow flies (<see cref="GreatCircle"/>); 0 or less: none is near.</param>
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
                    .. country.Where(other => other.Cell != cell).Select(other => (other.Cell, Km: GreatCircle.Km(latitude, longitude, other.Latitude, other.Longitude)))
                        .Where(other => other.Km <= kmMax).OrderBy(other => other.Km).ThenBy(other => other.Cell, StringComparer.Ordinal)
                        .Select(other => other.Cell).Take(Max),
                ];
                if (others.Length > 0) near.Add(cell, others);
            }
        }

        return near;
    }

    private static string Country(string cell) => cell.IndexOf('/', StringComparison.Ordinal) is > 0 and int slash ? cell[..slash] : cell;
}
