using System.Globalization;
using System.Text.RegularExpressions;
using Houle.Ingest.Yaml;
using YamlDotNet.RepresentationModel;

namespace Houle.Simulation.Scenarios;

/// <summary>What scenario files need beyond <see cref="YamlMap"/>: required values, lists of mappings, times, weights.</summary>
internal sealed partial class ScenarioMap(YamlMap map, YamlErrors errors, string where)
{
    public YamlNode Node => map.Node;

    public bool Has(string key) => map.Has(key);

    public YamlNode At(string key) => map.Value(key) ?? map.Node;

    public void Refuse(string key, string message) => errors.Add(At(key), message);

    public string? Text(string key) => map.Text(key);

    public string Needed(string key)
    {
        string? text = map.Text(key);
        if (string.IsNullOrEmpty(text)) errors.Add(At(key), $"{key} is missing; {where} needs it");
        return text ?? "";
    }

    /// <summary>An id: 1 to 64 bytes, lower case, no blanks.</summary>
    public string Id(string key)
    {
        string text = Needed(key);
        if (text.Length > 0 && !IsId().IsMatch(text))
            errors.Add(At(key), $"{key} is '{text}'; it must be 1 to 58 lower-case letters, digits and . _ / -");
        return text;
    }

    public double Number(string key, double min, double max, double? otherwise = null)
    {
        if (!map.Has(key) && otherwise is null) errors.Add(map.Node, $"{key} is missing; {where} needs it");
        return (double)(map.Number(key, (decimal)min, (decimal)max) ?? (decimal)(otherwise ?? min));
    }

    public int Whole(string key, int min, int max, int? otherwise = null)
    {
        double number = Number(key, min, max, otherwise);
        if (number != Math.Floor(number)) errors.Add(At(key), $"{key} must be a whole number");
        return (int)number;
    }

    public T Word<T>(string key, T otherwise)
        where T : struct, Enum
    {
        string? word = map.Choice(key, Words<T>());
        return word is null ? otherwise : Parse<T>(word);
    }

    /// <summary>A mapping of the enum's words to weights of which some is above 0.</summary>
    public IReadOnlyList<(T Word, double Weight)> Weights<T>(string key, T otherwise)
        where T : struct, Enum
    {
        List<(T, double)> weights = [];
        foreach ((string name, YamlNode node, double weight) in Numbers(key))
        {
            if (Words<T>().Contains(name)) weights.Add((Parse<T>(name), weight));
            else errors.Add(node, $"{key} has no '{name}'{Suggestion.For(name, Words<T>())}");
        }

        return weights.Count > 0 ? weights : [(otherwise, 1)];
    }

    /// <summary>The entries of a mapping of names to numbers from 0 on.</summary>
    public IEnumerable<(string Name, YamlNode Key, double Number)> Numbers(string key)
    {
        if (map.Map(key) is not { } entries) return [];
        List<(string, YamlNode, double)> numbers = [];
        foreach ((string name, YamlNode node, _) in entries.Entries)
            numbers.Add((name, node, (double)(entries.Number(name, 0, 1_000_000_000) ?? 0)));
        if (numbers.TrueForAll(n => n.Item3 == 0)) errors.Add(At(key), $"{key} must have a number above 0");
        return numbers;
    }

    /// <summary>A list of so many numbers of which some is above 0.</summary>
    public IReadOnlyList<double> Series(string key, int count, double otherwise)
    {
        if (!map.Has(key)) return [.. Enumerable.Repeat(otherwise, count)];
        IReadOnlyList<(string Text, YamlNode Node)> texts = map.Texts(key);
        List<double> numbers = [];
        foreach ((string text, YamlNode node) in texts)
        {
            if (decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal n) && n is >= 0 and <= 1000)
                numbers.Add((double)n);
            else errors.Add(node, $"{key} holds '{text}'; each must be a number from 0 to 1000");
        }

        if (texts.Count != count) errors.Add(At(key), $"{key} has {texts.Count} numbers; it must have {count}");
        else if (numbers.Sum() <= 0) errors.Add(At(key), $"{key} must have a number above 0");
        return numbers;
    }

    public ScenarioMap? Map(string key) => map.Map(key) is { } inner ? new ScenarioMap(inner, errors, $"{where}.{key}") : null;

    /// <summary>The mappings of a list; empty when absent.</summary>
    public IEnumerable<ScenarioMap> Items(string key, string what)
    {
        if (map.Value(key) is not { } node) yield break;
        if (node is not YamlSequenceNode list)
        {
            errors.Add(node, $"{key} must be a list");
            yield break;
        }

        foreach (YamlNode item in list.Children)
        {
            if (YamlMap.Of(item, errors, what) is { } inner) yield return new ScenarioMap(inner, errors, what);
        }
    }

    public IReadOnlyList<(string Text, YamlNode Node)> Texts(string key) => map.Texts(key);

    /// <summary>A local time such as <c>day 4 17:30</c>; day 1 is the first after the history.</summary>
    /// <param name="otherwiseMs">When absent; null makes it needed.</param>
    public long Time(string key, Period period, long? otherwiseMs = null)
    {
        string? text = otherwiseMs is null ? Needed(key) : map.Text(key);
        if (string.IsNullOrEmpty(text)) return otherwiseMs ?? 0;
        Match match = DayAndTime().Match(text);
        if (!match.Success)
        {
            errors.Add(At(key), $"{key} is '{text}'; it must be a day of the period and a local time, such as day 4 17:30");
            return 0;
        }

        int day = int.Parse(match.Groups["day"].ValueSpan, CultureInfo.InvariantCulture);
        int minute = (int.Parse(match.Groups["hour"].ValueSpan, CultureInfo.InvariantCulture) * 60)
            + int.Parse(match.Groups["minute"].ValueSpan, CultureInfo.InvariantCulture);
        if (day < 1 - period.HistoryDays || day > period.Days + 1 || minute >= 1440)
            errors.Add(At(key), $"{key} is '{text}'; days are {1 - period.HistoryDays} to {period.Days}, times 00:00 to 23:59");
        return period.MsAt(day, Math.Min(minute, 1439));
    }

    public void RefuseOtherKeys() => map.RefuseOtherKeys(where);

    internal static string[] Words<T>()
        where T : struct, Enum => [.. Enum.GetNames<T>().Select(Snake)];

    private static T Parse<T>(string word)
        where T : struct, Enum => Enum.GetValues<T>().First(v => Snake(v.ToString()) == word);

    private static string Snake(string name) =>
        string.Concat(name.Select((c, i) => char.IsUpper(c) && i > 0 ? $"_{char.ToLowerInvariant(c)}" : $"{char.ToLowerInvariant(c)}"));

    [GeneratedRegex(@"^day (?<day>-?\d{1,4}) (?<hour>\d\d):(?<minute>[0-5]\d)$")]
    private static partial Regex DayAndTime();

    [GeneratedRegex("^[a-z0-9][a-z0-9._/-]{0,57}$")]
    private static partial Regex IsId();
}
