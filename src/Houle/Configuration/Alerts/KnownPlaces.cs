using System.Text;
using Houle.Ingest.Places;

namespace Houle.Configuration.Alerts;

/// <summary>Says what is wrong with the id of a place, and which one was probably meant.</summary>
internal static class KnownPlaces
{
    /// <returns>Null when it is a city, a region, a country, brand:ID or pod:ID; else what is wrong with it.</returns>
    public static string? Problem(string place)
    {
        if (place.StartsWith("brand:", StringComparison.Ordinal) || place.StartsWith("pod:", StringComparison.Ordinal)) return null;
        string country = place.Split('/')[0];
        if (place == "world/unknown" || (place == $"{country}/unknown" && Countries.Shared.Name(country) is not null)) return null;
        if (Countries.Shared.Name(country) is null)
            return $"and '{country}' is no country; places are written as be/liege, by the country's two letters";
        if (place == country) return null;
        string name = place[(country.Length + 1)..];
        Gazetteer gazetteer = Gazetteer.Shared;
        if (name.StartsWith("region-", StringComparison.Ordinal))
            return Ids(gazetteer).Any(number => gazetteer[number].Region == place) ? null : "which is no region of the gazetteer";
        if (gazetteer.Find(place) is not null) return null;
        // Another name of it, such as be/luik; then a near miss, such as be/leige, the larger place first.
        if (gazetteer.Resolve(name.Replace('-', ' '), country) is { } named) return $"which is no city of the gazetteer; did you mean '{named.Id}'?";
        string prefix = $"{country}/";
        string hint = Suggestion.For(place, Ids(gazetteer)
            .Where(number => gazetteer.Id(number).StartsWith(Encoding.UTF8.GetBytes(prefix)))
            .Select(number => gazetteer[number]).OrderByDescending(city => city.Population).Take(2000).Select(city => city.Id));
        return $"which is no city of the gazetteer{hint}";
    }

    private static IEnumerable<int> Ids(Gazetteer gazetteer) => Enumerable.Range(0, gazetteer.Count);
}
