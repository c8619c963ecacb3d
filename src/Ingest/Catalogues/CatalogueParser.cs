using System.Security.Cryptography;
using System.Text;
using Houle.Ingest.Files;
using Houle.Ingest.Yaml;
using YamlDotNet.RepresentationModel;

namespace Houle.Ingest.Catalogues;

/// <summary>Reads a catalogue's YAML, and the CSV files that it names.</summary>
/// <remarks>
/// Each kind is a list of items {id, name, aliases, by, city}, or {csv: FILE, id: COLUMN, name: COLUMN, aliases: COLUMN,
/// split: "|", by: COLUMN, city: COLUMN} with the file's path beside the YAML. Two things may share a name only in a CSV
/// file, where the first keeps it: large lists of products repeat names, and ids tell them apart.
/// </remarks>
internal sealed class CatalogueParser(string path)
{
    private const int ItemsMax = 10_000_000;
    private readonly YamlErrors _errors = new(path);
    private readonly Catalogue _catalogue = new();
    private readonly StringBuilder _sources = new();

    public (Catalogue? Catalogue, IReadOnlyList<string> Errors) Parse(string yaml)
    {
        if (_errors.Parse(yaml) is { } node && YamlMap.Of(node, _errors, "a catalogue") is { } root)
        {
            foreach (string kind in Catalogue.Kinds)
            {
                switch (root.Value(kind + "s"))
                {
                    case YamlSequenceNode items:
                        foreach (YamlNode item in items) Inline(kind, item);
                        break;
                    case YamlMappingNode csv:
                        Csv(kind, new YamlMap(csv, _errors));
                        break;
                    case { } other:
                        _errors.Add(other, $"{kind}s must be a list of items, or a mapping with csv");
                        break;
                }
            }

            root.RefuseOtherKeys("the catalogue");
        }

        if (_errors.Any) return (null, _errors.List);
        _sources.Append(yaml);
        _catalogue.Sha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(_sources.ToString())));
        return (_catalogue, []);
    }

    private void Inline(string kind, YamlNode node)
    {
        if (YamlMap.Of(node, _errors, $"a {kind}") is not { } map) return;
        string? id = map.Text("id");
        string? name = map.Text("name");
        IReadOnlyList<(string Text, YamlNode Node)> aliases = map.Texts("aliases");
        string? by = map.Text("by");
        string? city = kind == "store" ? map.Text("city") : null;
        map.RefuseOtherKeys($"a {kind}");
        if (id is null || !IsId(id))
        {
            _errors.Add(map.Value("id") ?? node, $"id is '{id}'; it must be 1 to 64 bytes in lower case");
            return;
        }

        string? taken = _catalogue.Add(
            new CatalogueItem(kind, id, name ?? id, by, city), [.. aliases.Select(a => a.Text), name ?? id]);
        if (taken is not null)
            _errors.Add(node, $"{kind} '{id}' has an id or name that {kind} '{taken}' has already");
    }

    private void Csv(string kind, YamlMap map)
    {
        string? file = map.Text("csv");
        string? id = map.Text("id");
        if (file is null || id is null) _errors.Add(map.Node, "csv and id are needed: the file, and its column of ids");
        string split = map.Text("split") ?? "|";
        string?[] columns = [id, map.Text("name"), map.Text("aliases"), map.Text("by"), map.Text("city")];
        map.RefuseOtherKeys($"{kind}s");
        if (file is null || id is null) return;

        string[] named = [.. columns.OfType<string>().Distinct(StringComparer.Ordinal)];
        int[] slots = [.. columns.Select(c => c is null ? -1 : Array.IndexOf(named, c))];
        try
        {
            string full = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, file);
            InputFile input = InputFile.Inspect(full);
            _sources.Append(input.Sha256).Append('\n');
            using CsvRowReader reader = new(input, named);
            Row row = new(named.Length);
            while (reader.Read(row))
            {
                if (row.Fault is { } fault) throw new IngestException(fault.Detail);
                string? Value(int column) => slots[column] < 0 || row.Value(slots[column]).IsEmpty
                    ? null
                    : Encoding.UTF8.GetString(row.Value(slots[column])).Trim();
                if (Value(0) is not { } itemId || !IsId(itemId = itemId.ToLowerInvariant()))
                    throw new IngestException($"{full}:{row.Line}: {id} must be 1 to 64 bytes");
                if (_catalogue.Count >= ItemsMax)
                    throw new IngestException($"{full}:{row.Line}: a catalogue holds at most {ItemsMax} items");
                _catalogue.Add(
                    new CatalogueItem(kind, itemId, Value(1) ?? itemId, Value(3), Value(4)),
                    [Value(1) ?? itemId, .. (Value(2) ?? "").Split(split)]);
            }
        }
        catch (IngestException e)
        {
            _errors.Add(map.Value("csv")!, e.Message);
        }
    }

    private static bool IsId(string id) =>
        id.Length > 0 && Encoding.UTF8.GetByteCount(id) <= 64 && !id.Any(c => c is < ' ' or '\u007f' or (>= 'A' and <= 'Z'));
}
