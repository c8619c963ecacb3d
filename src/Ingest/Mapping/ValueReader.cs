using Houle.Ingest.Feeds;
using Houle.Ingest.Merge;

namespace Houle.Ingest.Mapping;

/// <summary>Takes the value that a rule asks for out of a row.</summary>
internal static class ValueReader
{
    /// <param name="value">Without the blanks around it; empty where there is none.</param>
    /// <returns>False when the rule's map does not hold the value and says that this is refused.</returns>
    public static bool TryRead(ValueRule rule, scoped in MergedRow row, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (rule.When is { } when && !when.Holds(row.Value(when.ColumnIndex))) return true;
        value = rule.Constant is { } constant ? constant : row.Value(rule.Column).Trim(" \t"u8);
        if (rule.MapFrom is not { } map || value.IsEmpty) return true;
        int index = map.Find(value);
        if (index >= 0) value = rule.MapTo[index];
        else if (rule.Otherwise == UnmappedValue.Drop) value = default;
        else return rule.Otherwise != UnmappedValue.Refuse;
        return true;
    }
}
