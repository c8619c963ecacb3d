using System.Text;
using Houle.Ingest.Feeds;
using Houle.Ingest.Privacy;
using Houle.Ingest.Yaml;
using YamlDotNet.RepresentationModel;

namespace Houle.Ingest.Rosters;

/// <summary>Reads a roster's YAML: <c>creators</c> of {name, accounts, segments}, and <c>giveaways</c> of {creator, name, starts_at, ends_at}.</summary>
internal sealed class RosterParser(string path)
{
    private const int EntriesMax = 100_000, NameLengthMax = 200;

    private readonly YamlErrors _errors = new(path);
    private readonly HashSet<string> _accounts = new(StringComparer.Ordinal);
    private readonly Pseudonyms _pseudonyms = new(PseudonymKeys.Demo); // to tell accounts apart as they will be

    public (Roster? Roster, IReadOnlyList<string> Errors) Parse(string yaml)
    {
        List<RosterEntry> entries = [];
        List<Giveaway> giveaways = [];
        if (_errors.Parse(yaml) is { } node && YamlMap.Of(node, _errors, "a roster") is { } root)
        {
            entries = [.. Each(root, "creators").Select(Entry).OfType<RosterEntry>()];
            giveaways = [.. Each(root, "giveaways").Select(GiveawayOf).OfType<Giveaway>()];
            root.RefuseOtherKeys("the roster");
        }

        return _errors.Any ? (null, _errors.List) : (new Roster(entries, giveaways), []);
    }

    private IEnumerable<YamlMap> Each(YamlMap root, string key)
    {
        if (root.Value(key) is not { } value) yield break;
        if (value is not YamlSequenceNode list || list.Children.Count > EntriesMax)
        {
            _errors.Add(value, $"{key} must be a list of at most {EntriesMax}");
            yield break;
        }

        foreach (YamlNode item in list.Children)
        {
            if (YamlMap.Of(item, _errors, $"each of {key}") is { } map) yield return map;
        }
    }

    private RosterEntry? Entry(YamlMap map)
    {
        string? name = Name(map);
        List<string> accounts = [];
        foreach ((string text, YamlNode node) in map.Texts("accounts"))
        {
            if (Account(text, node) is not { } pseudonym) continue;
            if (_accounts.Add(pseudonym)) accounts.Add(text);
            else _errors.Add(node, $"the account '{text}' is on the roster twice");
        }

        if (!map.Has("accounts")) _errors.Add(map.Node, "accounts is missing: a list such as [instagram:anna.bakt]");
        IReadOnlyList<(string Text, YamlNode Node)> segments = map.Texts("segments");
        foreach ((string text, YamlNode node) in segments.Where(segment => !IsId(segment.Text)))
            _errors.Add(node, $"'{text}' is no id of a segment: 1 to 64 bytes in lower case");
        if (segments.Count > RosterEntry.SegmentsMax) _errors.Add(map.Value("segments")!, $"segments are at most {RosterEntry.SegmentsMax}");
        map.RefuseOtherKeys("a creator");
        return name is null ? null : new RosterEntry(name, accounts) { Segments = [.. segments.Select(segment => segment.Text).Distinct()] };
    }

    private Giveaway? GiveawayOf(YamlMap map)
    {
        string? name = Name(map), account = map.Text("creator");
        if (account is null) _errors.Add(map.Node, "creator is missing: platform and account, such as instagram:anna.bakt");
        else Account(account, map.Value("creator")!);
        long? starts = Time(map, "starts_at"), ends = Time(map, "ends_at");
        if (ends <= starts) _errors.Add(map.Value("ends_at")!, "ends_at must be later than starts_at: it is the first moment after");
        map.RefuseOtherKeys("a giveaway");
        return name is null || account is null || starts is null || ends is null ? null : new Giveaway(account, name, starts.Value, ends.Value);
    }

    private string? Name(YamlMap map)
    {
        string? name = map.Text("name");
        if (name is { Length: > 0 and <= NameLengthMax } && !name.Any(char.IsControl)) return name;
        _errors.Add(map.Value("name") ?? map.Node, $"name must be 1 to {NameLengthMax} characters");
        return null;
    }

    private static bool IsId(string text) =>
        text.Length > 0 && Encoding.UTF8.GetByteCount(text) <= 64 && !text.Any(c => c is <= ' ' or '\u007f' or (>= 'A' and <= 'Z'));

    private string? Account(string text, YamlNode node)
    {
        string? pseudonym = AccountName.Pseudonym(_pseudonyms, text);
        if (pseudonym is null) _errors.Add(node, $"'{text}' is not a platform and an account, such as instagram:anna.bakt");
        return pseudonym;
    }

    private long? Time(YamlMap map, string key)
    {
        string? text = map.Text(key);
        if (text is not null && TimeRule.Utc.TryParse(Encoding.UTF8.GetBytes(text), out long timeMs)) return timeMs;
        _errors.Add(map.Value(key) ?? map.Node, $"{key} must be a time such as 2026-03-02 or 2026-03-02T09:00:00+01:00");
        return null;
    }
}
