using System.Text;
using Houle.Avro.Binary;
using Houle.Ingest.Text;

namespace Houle.Ingest.Places;

/// <summary>Countries by ISO 3166 code or by name in fourteen languages, to their lower-case two-letter code.</summary>
public sealed class Countries
{
    private static readonly Lazy<Countries> All = new(() => new Countries());
    private readonly Utf8Index _names = new();
    private readonly List<byte[]> _codes = [];
    private readonly Dictionary<string, string> _english = new(StringComparer.Ordinal);

    private Countries()
    {
        using StreamReader lines = new(Resources.Open("countries.tsv"));
        while (lines.ReadLine() is { } line)
        {
            string[] parts = line.Split('\t');
            byte[] code = Encoding.UTF8.GetBytes(parts[0]);
            _english[parts[0]] = parts[1];
            foreach (string name in parts[2].Split('|')) Add(name, code);
            Add(parts[0], code, wins: true);
        }
    }

    public static Countries Shared => All.Value;

    /// <summary>The English name of a two-letter code, or null.</summary>
    public string? Name(string code) => _english.GetValueOrDefault(code);

    /// <param name="name">A code of two or three letters, or a name, in any case, with or without accents.</param>
    /// <param name="scratch">Cleared and used.</param>
    /// <returns>The two-letter code; empty when it is no country.</returns>
    public ReadOnlySpan<byte> Resolve(ReadOnlySpan<byte> name, ByteBuffer scratch)
    {
        scratch.Clear();
        Fold.Append(name, scratch);
        int index = _names.Find(scratch.Written);
        return index < 0 ? default : _codes[index];
    }

    private void Add(string name, byte[] code, bool wins = false)
    {
        int index = _names.Add(Encoding.UTF8.GetBytes(name));
        if (index == _codes.Count) _codes.Add(code);
        else if (wins) _codes[index] = code;
    }
}
