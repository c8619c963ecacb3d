using System.Globalization;
using System.Text;

namespace Houle.CommandLine;

/// <summary>Lines up columns for people: numbers to the right with thousands apart (decimals as money), the rest to
/// the left; null is blank.</summary>
internal sealed class TextTable(params string[] headers)
{
    private readonly List<object?[]> _rows = [];

    public void Add(params object?[] cells) => _rows.Add(cells);

    public override string ToString()
    {
        List<string[]> lines = [headers, .. _rows.Select(row => row.Select(Text).ToArray())];
        int[] widths = [.. headers.Select((_, column) => lines.Max(line => line[column].Length))];
        var text = new StringBuilder();
        foreach (string[] line in lines)
        {
            IEnumerable<string> cells = line.Select((cell, column) =>
                IsNumeric(column) ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]));
            text.Append(string.Join("  ", cells).TrimEnd()).Append('\n');
        }
        return text.ToString();
    }

    private bool IsNumeric(int column) => _rows.Count > 0 && _rows.TrueForAll(row => row[column] is long or int or decimal or double or null);

    private static string Text(object? cell) => cell switch
    {
        null => "",
        int or long => string.Create(CultureInfo.InvariantCulture, $"{cell:#,0}"),
        decimal money => money.ToString("#,0.00", CultureInfo.InvariantCulture),
        double number => number.ToString("#,0.##", CultureInfo.InvariantCulture),
        _ => cell.ToString() ?? "",
    };
}
