using System.Text;
using Houle.Avro.Binary;
using Houle.Ingest.Text;

namespace Houle.Ingest.Mapping;

/// <summary>Counts the names that were not resolved, by country: a bounded list for the session's end.</summary>
public sealed class UnknownNames
{
    private const int NamesMax = 10_000;
    private readonly Utf8Index _names = new(NamesMax);
    private readonly List<long> _counts = [];
    private readonly ByteBuffer _key = new(128);

    /// <summary>Rows with an unknown name.</summary>
    public long Rows { get; private set; }

    /// <summary>Rows whose name came after the list was full.</summary>
    public long RowsUnlisted { get; private set; }

    internal void Add(ReadOnlySpan<byte> name, ReadOnlySpan<byte> country)
    {
        Rows++;
        _key.Clear();
        _key.Append(country.IsEmpty ? "world"u8 : country);
        _key.Append("/"u8);
        _key.Append(name[..Math.Min(name.Length, 256)]);
        int index = _names.Add(_key.Written);
        if (index < 0)
        {
            RowsUnlisted++;
            return;
        }

        if (index == _counts.Count) _counts.Add(0);
        _counts[index]++;
    }

    /// <summary>The most frequent names as <c>fr/Atlantide</c>, with their rows.</summary>
    public IReadOnlyList<(string Name, long Rows)> Top(int count) =>
        [.. Enumerable.Range(0, _counts.Count)
            .OrderByDescending(i => _counts[i]).ThenBy(i => i)
            .Take(count)
            .Select(i => (Encoding.UTF8.GetString(_names[i]), _counts[i]))];
}
