using System.Globalization;

namespace Houle.Streams.Alerts.Text;

/// <summary>Numbers as a language writes them. Our own, so that every machine writes the same.</summary>
public sealed class NumberText(string decimalPoint, string thousands)
{
    public static NumberText English { get; } = new(".", ",");

    /// <summary>Thousands are parted by a narrow space that does not break.</summary>
    public static NumberText French { get; } = new(",", "\u202F");

    public static NumberText Dutch { get; } = new(",", ".");

    /// <summary>Below this a number is told with one decimal.</summary>
    private const double WholeFrom = 10;

    private readonly NumberFormatInfo _format = new()
    {
        NumberDecimalSeparator = decimalPoint, NumberGroupSeparator = thousands, NumberGroupSizes = [3],
    };

    public string Whole(double number) => Math.Round(number, MidpointRounding.AwayFromZero).ToString("#,0", _format);

    /// <summary>One decimal below 10 unless it is 0, none from there on.</summary>
    public string Short(double number) => Math.Round(number, 1, MidpointRounding.AwayFromZero) < WholeFrom
        ? Math.Round(number, 1, MidpointRounding.AwayFromZero).ToString("#,0.#", _format)
        : Whole(number);

    /// <summary>A probability: three significant digits, or what it is below.</summary>
    public string Probability(double p) => p < 1e-4
        ? "< " + 0.0001.ToString("0.####", _format)
        : p.ToString("0.####", _format);
}
