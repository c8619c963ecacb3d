using System.Globalization;

namespace Houle.Sinks.Schema;

/// <summary>What the schema takes from configuration.</summary>
/// <param name="KPeople">Rows about fewer distinct people are withheld from the views; at least 1.</param>
/// <param name="CityWindowsDays">Days after insertion that windows and accounting are kept; 1 to 20,000.</param>
/// <param name="DeadLettersDays">Days after insertion that dead letters are kept; 1 to 20,000.</param>
public sealed record SchemaOptions(int KPeople = 5, int CityWindowsDays = 800, int DeadLettersDays = 30)
{
    private const int DaysMax = 20_000;

    /// <summary>Puts the values in the places that a script marks <c>{{name}}</c>.</summary>
    internal string Fill(string script) => script
        .Replace("{{k_people}}", Checked(KPeople, int.MaxValue, nameof(KPeople)), StringComparison.Ordinal)
        .Replace("{{city_windows_days}}", Checked(CityWindowsDays, DaysMax, nameof(CityWindowsDays)), StringComparison.Ordinal)
        .Replace("{{dead_letters_days}}", Checked(DeadLettersDays, DaysMax, nameof(DeadLettersDays)), StringComparison.Ordinal);

    private static string Checked(int value, int max, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, max, name);
        return value.ToString(CultureInfo.InvariantCulture);
    }
}
