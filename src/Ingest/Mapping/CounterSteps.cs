using System.Text;
using Houle.Ingest.Feeds;
using Houle.Ingest.Merge;
using Houle.Ingest.Text;

namespace Houle.Ingest.Mapping;

/// <summary>Makes increments of totals: how far a key's total has risen since its row before.</summary>
/// <remarks>A key's first row has nothing to rise from, and a total that falls (noise, or a reset) adds nothing; the next
/// step is measured from where it fell to.</remarks>
internal sealed class CounterSteps(FieldRule rule, int keysMax)
{
    private const decimal TotalMax = 1_000_000_000_000_000m;
    private readonly Utf8Index _keys = new(keysMax);
    private readonly List<decimal> _totals = [];

    /// <summary>The last increment, above 0, in the field's unit.</summary>
    public decimal Step { get; private set; }

    public RowOutcome Take(in MergedRow row, out string? problem)
    {
        problem = null;
        ReadOnlySpan<byte> key = row.Value(rule.CounterBy);
        ReadOnlySpan<byte> text = row.Value(rule.Value.Column).Trim(" \t"u8);
        if (!Numbers.TryParse(text, out decimal total) || total is < 0 or > TotalMax)
            problem = $"{rule.Field.Name} is '{Encoding.UTF8.GetString(text)}'; a total must be a number from 0 to {TotalMax}";
        else if (key.IsEmpty)
            problem = $"{rule.Field.Name} is a total of nothing: its counter_by column is empty";
        if (problem is not null) return RowOutcome.Refused;

        int index = _keys.Add(key);
        if (index < 0)
        {
            problem = $"more than {keysMax} totals are counted apart (counter_keys_max)";
            return RowOutcome.Refused;
        }

        if (index == _totals.Count)
        {
            _totals.Add(total);
            return RowOutcome.Other;
        }

        Step = (total - _totals[index]) * rule.Scale;
        _totals[index] = total;
        return Step > 0 ? RowOutcome.Event : RowOutcome.Other;
    }
}
