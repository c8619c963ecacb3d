using System.Globalization;

namespace Houle.Web;

/// <summary>Borders and coasts of the world (Natural Earth 1:50m), cut to a frame.</summary>
internal sealed class Outlines
{
    private static readonly Lazy<Outlines> BuiltIn = new(() => new Outlines(Assets.PackedLines("Assets.outlines.txt.gz")));

    private readonly Line[] _lines;

    private Outlines(IEnumerable<string> lines) => _lines = [.. lines.Select(Parse)];

    public static Outlines Shared => BuiltIn.Value;

    /// <summary>Lines that touch the frame; each is east, north, east, north ... in hundredths of a degree.</summary>
    public IEnumerable<int[]> Within(double west, double south, double east, double north) =>
        _lines.Where(line => line.West <= east * 100 && line.East >= west * 100 && line.South <= north * 100 && line.North >= south * 100)
            .Select(line => line.Points);

    private static Line Parse(string text)
    {
        int[] points = [.. text.Split(' ').Select(number => int.Parse(number, CultureInfo.InvariantCulture))];
        for (int i = 2; i < points.Length; i++) points[i] += points[i - 2];
        int[] easts = [.. points.Where((_, at) => at % 2 == 0)], norths = [.. points.Where((_, at) => at % 2 == 1)];
        return new Line(points, easts.Min(), norths.Min(), easts.Max(), norths.Max());
    }

    private sealed record Line(int[] Points, int West, int South, int East, int North);
}
