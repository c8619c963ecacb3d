namespace Houle.Streams.Topology;

/// <summary>Distances on the earth, as the crow flies.</summary>
public static class GreatCircle
{
    private const double EarthKm = 6371.0088;

    /// <summary>By the haversine formula, on a sphere of the earth's mean radius.</summary>
    /// <param name="latitude">Degrees north, as the others that follow; longitudes are degrees east.</param>
    /// <returns>Kilometres.</returns>
    public static double Km(double latitude, double longitude, double latitude2, double longitude2)
    {
        double lat1 = latitude * Math.PI / 180;
        double lat2 = latitude2 * Math.PI / 180;
        double a = Math.Pow(Math.Sin((lat2 - lat1) / 2), 2)
            + (Math.Cos(lat1) * Math.Cos(lat2)
                * Math.Pow(Math.Sin((longitude2 - longitude) * Math.PI / 360), 2));
        return 2 * EarthKm * Math.Asin(Math.Min(1, Math.Sqrt(a)));
    }
}
