using System.Globalization;
using System.Text;

namespace Houle.Ingest.Feeds;

/// <summary>A test of one column, as in <c>included == Y</c> or <c>coupon_disc &gt; 0</c>.</summary>
/// <remarks>== and != compare texts, the blanks around them left out; the others compare numbers, and are false for what
/// is not a number.</remarks>
public sealed class Condition
{
    private static readonly string[] Operators = ["==", "!=", ">=", "<=", ">", "<"];
    private readonly byte[] _text;
    private readonly double _number;

    private Condition(string column, string op, string value, double number)
    {
        Column = column;
        Operator = op;
        _text = Encoding.UTF8.GetBytes(value);
        _number = number;
    }

    public string Column { get; }

    public string Operator { get; }

    /// <summary>Place of the column among those that the feed reads; set when the feed is put together.</summary>
    public int ColumnIndex { get; internal set; }

    /// <exception cref="FormatException">It cannot be understood.</exception>
    public static Condition Parse(string text)
    {
        (int at, string? op) = Operators
            .Select(o => (At: text.IndexOf(o, StringComparison.Ordinal), Operator: (string?)o))
            .Where(o => o.At > 0)
            .OrderBy(o => o.At).ThenByDescending(o => o.Operator!.Length)
            .FirstOrDefault();
        if (op is null)
            throw new FormatException($"'{text}' is not a condition; write it like: included == Y, or: price > 0");

        string column = text[..at].Trim();
        string value = text[(at + op.Length)..].Trim().Trim('"', '\'');
        double number = double.NaN;
        if (op is not ("==" or "!=")
            && !double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out number))
        {
            throw new FormatException($"'{text}' compares by size, so '{value}' must be a number");
        }

        return new Condition(column, op, value, number);
    }

    public bool Holds(ReadOnlySpan<byte> value)
    {
        value = value.Trim((byte)' ');
        if (Operator is "==") return value.SequenceEqual(_text);
        if (Operator is "!=") return !value.SequenceEqual(_text);
        if (!double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)) return false;
        return Operator switch
        {
            ">" => number > _number,
            "<" => number < _number,
            ">=" => number >= _number,
            _ => number <= _number,
        };
    }
}
