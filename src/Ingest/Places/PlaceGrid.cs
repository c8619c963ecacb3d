using Houle.Streams.Topology;

namespace Houle.Ingest.Places;

/// <summary>Places by cells of one degree, for the nearest to a point.</summary>
internal sealed class PlaceGrid
{
    private const double KmPerDegree = 111.0;
    private readonly GazetteerData _data;
    private readonly int[] _starts = new int[(180 * 360) + 1];
    private readonly int[] _places;

    public PlaceGrid(GazetteerData data)
    {
        _data = data;
        for (int place = 0; place < data.Count; place++) _starts[Cell(data.Latitude(place), data.Longitude(place)) + 1]++;
        for (int cell = 0; cell + 1 < _starts.Length; cell++) _starts[cell + 1] += _starts[cell];
        _places = new int[data.Count];
        int[] next = (int[])_starts.Clone();
        for (int place = 0; place < data.Count; place++)
            _places[next[Cell(data.Latitude(place), data.Longitude(place))]++] = place;
    }

    public int Nearest(double latitude, double longitude, double withinKm)
    {
        if (!(Math.Abs(latitude) <= 90 && Math.Abs(longitude) <= 180)) return -1;
        int best = -1;
        double bestKm = withinKm;
        int rows = (int)Math.Ceiling(withinKm / KmPerDegree);
        for (int row = Row(latitude) - rows; row <= Row(latitude) + rows; row++)
        {
            if (row is < 0 or > 179) continue;
            // Degrees of longitude shrink towards the poles: take the side of the row that is nearer to one.
            double widest = Math.Cos(Math.Max(Math.Abs(row - 90), Math.Abs(row - 89)) * Math.PI / 180);
            int columns = (int)Math.Min(180, Math.Ceiling(withinKm / (KmPerDegree * Math.Max(widest, 0.001))));
            for (int step = -columns; step <= columns; step++)
            {
                int cell = (row * 360) + ((Column(longitude) + step + 360) % 360);
                for (int i = _starts[cell]; i < _starts[cell + 1]; i++)
                {
                    double km = GreatCircle.Km(latitude, longitude, _data.Latitude(_places[i]), _data.Longitude(_places[i]));
                    if (km < bestKm || (km == bestKm && _places[i] < best)) (best, bestKm) = (_places[i], km);
                }
            }
        }

        return best;
    }

    private static int Row(double latitude) => Math.Clamp((int)Math.Floor(latitude) + 90, 0, 179);

    private static int Column(double longitude) => ((int)Math.Floor(longitude) + 180) % 360;

    private static int Cell(double latitude, double longitude) => (Row(latitude) * 360) + Column(longitude);
}
