using System.Globalization;

namespace Houle.Detection.Tests.Textbook;

/// <summary>ML.NET's inputs and results in ../shared/data/mlnet (MIT, .NET Foundation and Contributors).</summary>
internal static class MlNet
{
    /// <summary>One column of an input file.</summary>
    public static double[] Input(string name, int column = 0) =>
        [.. File.ReadLines(Checkout.Shared($"mlnet/input/{name}.csv")).Skip(1).Where(line => line.Length > 0)
            .Select(line => (double)float.Parse(line.Split(',')[column], CultureInfo.InvariantCulture))];

    /// <summary>The rows of an expected output, by column; a sparse row is filled with zeros.</summary>
    public static double[][] Expected(string name)
    {
        string[][] rows = [.. File.ReadLines(Checkout.Shared($"mlnet/expected/{name}-Data.txt"))
            .Where(line => !line.StartsWith('#')).Skip(1).Select(line => line.Split('\t'))];
        int width = rows[^1].Length;
        return [.. rows.Select(row => Row(row, width))];
    }

    private static double[] Row(string[] cells, int width)
    {
        if (!cells.Any(cell => cell.Contains(':', StringComparison.Ordinal))) return [.. cells.Select(Number)];
        var row = new double[width];
        foreach (string[] pair in cells.Skip(1).Select(cell => cell.Split(':')))
            row[int.Parse(pair[0], CultureInfo.InvariantCulture)] = Number(pair[1]);
        return row;
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
