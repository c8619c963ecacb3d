namespace Houle.Ingest.Places;

/// <summary>A city of the gazetteer.</summary>
/// <param name="Id"><c>country/place</c>, at most 64 bytes.</param>
/// <param name="Name">As GeoNames writes it, accents included.</param>
/// <param name="Region">The cell of its first-level division, <c>us/region-il</c>; empty where there is none.</param>
/// <param name="Country">Two letters, lower case: the country's cell.</param>
public sealed record Place(
    string Id, string Name, string Region, string Country, double Latitude, double Longitude, int Population);
