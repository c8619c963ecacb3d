using System.Globalization;
using Houle.Ingest.Catalogues;

namespace Houle.Configuration.Alerts;

/// <summary>What is allowed and probably not meant: rules that overlap, destinations that no rule names.</summary>
internal static class AlertWarnings
{
    public static IEnumerable<ConfigError> Of(AlertsConfig alerts, YamlPlace place)
    {
        (string Name, RuleConfig Rule)[] rules = [.. alerts.Rules.Select(pair => (pair.Key, pair.Value))];
        for (int second = 1; second < rules.Length; second++)
        {
            for (int first = 0; first < second; first++)
            {
                string[] shared = [.. rules[first].Rule.To.Intersect(rules[second].Rule.To)];
                if (shared.Length > 0 && Overlap(rules[first].Rule, rules[second].Rule))
                {
                    yield return place.At(
                        $"alerts.rules.{rules[second].Name} and alerts.rules.{rules[first].Name} can both take the same alert: {string.Join(", ", shared)} would get it twice",
                        "alerts", "rules", rules[second].Name);
                }
            }
        }

        foreach (string name in alerts.Destinations.Keys.Where(name => !alerts.Rules.Values.Any(rule => rule.To.Contains(name))))
            yield return place.At($"alerts.destinations.{name} is named by no rule: nothing is sent there", "alerts", "destinations", name);
    }

    /// <summary>Segments that rules name and a catalogue with segments does not: a rule never fires on them. Where no catalogue lists any,
    /// nothing can be known.</summary>
    /// <param name="catalogue">Its file; null, absent or wrong is told by those who load it.</param>
    public static IEnumerable<ConfigError> OfSegments(AlertsConfig alerts, string? catalogue, YamlPlace place)
    {
        if (alerts.Rules.Values.All(rule => rule.Segments.Count == 0) || !File.Exists(catalogue)) yield break;
        string[] known = [.. Catalogue.Load(catalogue).Catalogue?.Ids("segment") ?? []];
        if (known.Length == 0) yield break;
        foreach ((string name, RuleConfig rule) in alerts.Rules)
        {
            for (int i = 0; i < rule.Segments.Count; i++)
            {
                if (known.Contains(rule.Segments[i])) continue;
                yield return place.At(
                    $"alerts.rules.{name}.segments has '{rule.Segments[i]}', which is no segment of the catalogue{Suggestion.For(rule.Segments[i], known)}",
                    "alerts", "rules", name, "segments", i.ToString(CultureInfo.InvariantCulture));
            }
        }
    }

    /// <summary>True unless some condition keeps them apart.</summary>
    private static bool Overlap(RuleConfig a, RuleConfig b) =>
        Meet(a.About, b.About) && Meet(a.Kinds, b.Kinds) && Meet(a.Topics, b.Topics)
        && (a.Places.Count == 0 || b.Places.Count == 0 || a.Places.Any(one => b.Places.Any(other => Holds(one, other) || Holds(other, one))));

    private static bool Meet(IReadOnlyList<string> a, IReadOnlyList<string> b) => a.Count == 0 || b.Count == 0 || a.Intersect(b).Any();

    private static bool Holds(string place, string other) =>
        place == other || (!place.Contains('/', StringComparison.Ordinal) && other.StartsWith($"{place}/", StringComparison.Ordinal));
}
