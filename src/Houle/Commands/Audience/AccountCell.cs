using System.Globalization;
using System.Text;

namespace Houle.Commands.Audience;

/// <summary>Reads one cell of an account file; empty, "null", "nan", "n/a" and "-" are unknown.</summary>
internal static class AccountCell
{
    private const double Largest = 1e15;

    public static bool IsUnknown(ReadOnlySpan<byte> cell) =>
        cell.Trim((byte)' ').IsEmpty || Text(cell) is "null" or "none" or "nan" or "n/a" or "na" or "-";

    /// <summary>A number such as 1234, 12.5k, 1.2M or 3.4%; percents come out as shares.</summary>
    public static bool TryNumber(ReadOnlySpan<byte> cell, out double number, out bool isPercent)
    {
        string text = Text(cell);
        isPercent = text.EndsWith('%');
        double unit = text.Length == 0 ? 1 : text[^1] switch { 'k' => 1e3, 'm' => 1e6, 'b' => 1e9, '%' => 0.01, _ => 1 };
        if (unit != 1) text = text[..^1];
        bool isRight = double.TryParse(text, NumberStyles.Float | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out number);
        number *= unit;
        return isRight && Math.Abs(number) <= Largest;
    }

    public static bool? Flag(ReadOnlySpan<byte> cell) => Text(cell) switch
    {
        "1" or "true" or "yes" or "y" or "t" or "1.0" => true,
        "0" or "false" or "no" or "n" or "f" or "0.0" => false,
        _ => null,
    };

    private static string Text(ReadOnlySpan<byte> cell) => Encoding.UTF8.GetString(cell).Trim().ToLowerInvariant();
}
