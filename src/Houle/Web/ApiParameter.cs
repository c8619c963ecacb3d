using System.Globalization;
using System.Text.RegularExpressions;

namespace Houle.Web;

/// <summary>A parameter of a query: what it may be, and what it is when it is not given.</summary>
/// <param name="Name">Its name in the address and, as <c>{name:Type}</c>, in the statement.</param>
/// <param name="Type">Its type in ClickHouse.</param>
/// <param name="Default">Value when it is absent; null: it must be given.</param>
/// <param name="Pattern">What a value looks like, whole.</param>
/// <param name="Means">What it is for, its unit and range.</param>
internal sealed partial record ApiParameter(string Name, string Type, string? Default, Regex Pattern, string Means)
{
    private const int LengthMax = 256;

    public static ApiParameter Word(string name, string means, string? absent = "") => new(name, "String", absent, AnyWord(), means);

    public static ApiParameter Whole(string name, int least, int most, int absent, string means) =>
        new(name, "UInt32", absent.ToString(CultureInfo.InvariantCulture), Digits(), $"{means}, {least} to {most}")
        {
            Range = (least, most),
        };

    public static ApiParameter Time(string name, string means) => new(name, "DateTime('UTC')", null, IsoTime(), $"{means}; UTC, 2026-03-02T10:00:00Z");

    public (int Least, int Most)? Range { get; private init; }

    private bool IsTime => Type.StartsWith("DateTime", StringComparison.Ordinal);

    /// <summary>The value as ClickHouse takes it.</summary>
    /// <exception cref="ApiException">It is absent without a default, or not what it has to be.</exception>
    public string Read(string? given)
    {
        if (string.IsNullOrEmpty(given)) return Default ?? throw ApiException.BadRequest($"{Name} is missing: {Means}");
        bool fits = given.Length <= LengthMax && Pattern.IsMatch(given)
            && (!IsTime || DateTime.TryParse(given, CultureInfo.InvariantCulture, out _))
            && (Range is not { } range || (int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= range.Least && value <= range.Most));
        if (!fits) throw ApiException.BadRequest($"{Name} is '{(given.Length > 40 ? given[..40] + "..." : given)}': {Means}");
        return IsTime ? given.Replace('T', ' ').TrimEnd('Z') : given;
    }

    [GeneratedRegex(@"^[^\x00-\x1f]*$")]
    private static partial Regex AnyWord();

    [GeneratedRegex(@"^\d{1,9}$")]
    private static partial Regex Digits();

    [GeneratedRegex(@"^\d{4}-(0[1-9]|1[0-2])-([0-2]\d|3[01])[T ]([01]\d|2[0-3]):[0-5]\d:[0-5]\dZ?$")]
    private static partial Regex IsoTime();
}
