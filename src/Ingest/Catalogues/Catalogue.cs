using System.Text;
using Houle.Avro.Binary;
using Houle.Ingest.Text;

namespace Houle.Ingest.Catalogues;

/// <summary>A product, brand, sound, challenge, store or audience segment as the catalogue knows it.</summary>
/// <param name="Kind">One of <see cref="Catalogue.Kinds"/>.</param>
/// <param name="Id">Lower case, at most 64 bytes.</param>
/// <param name="Name">As people write it; for display.</param>
/// <param name="By">Who made it: a sound's artist, a product's brand; or null.</param>
/// <param name="City">A store's city id; or null.</param>
public sealed record CatalogueItem(string Kind, string Id, string Name, string? By, string? City);

/// <summary>What the brand's own things are called: names and aliases to ids.</summary>
/// <remarks>Names are compared folded (case, accents and punctuation do not matter). An id always finds itself.</remarks>
public sealed class Catalogue
{
    private readonly Dictionary<string, KindIndex> _kinds = new(StringComparer.Ordinal);

    internal Catalogue()
    {
        foreach (string kind in Kinds) _kinds.Add(kind, new KindIndex());
    }

    /// <summary>The kinds of things a catalogue lists.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["product", "brand", "sound", "challenge", "store", "segment"];

    public static Catalogue Empty { get; } = new();

    /// <summary>Over everything it was read from, in lower-case hexadecimal; empty for <see cref="Empty"/>.</summary>
    public string Sha256 { get; internal set; } = "";

    public int Count => _kinds.Values.Sum(k => k.Items.Count);

    /// <summary>Reads a catalogue from YAML.</summary>
    /// <returns>The catalogue, or null and every error as <c>file:line:column: what is wrong</c>.</returns>
    /// <exception cref="IngestException">The file cannot be read.</exception>
    public static (Catalogue? Catalogue, IReadOnlyList<string> Errors) Load(string path)
    {
        try
        {
            return new CatalogueParser(path).Parse(File.ReadAllText(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IngestException($"{path}: cannot be read: {e.Message}", e);
        }
    }

    public CatalogueItem? Find(string kind, string id) =>
        _kinds.TryGetValue(kind, out KindIndex? index)
        && index.Ids.Find(Encoding.UTF8.GetBytes(id)) is >= 0 and int item
            ? index.Items[item]
            : null;

    /// <summary>Finds the id that a name, alias or id stands for.</summary>
    /// <param name="scratch">Cleared and used.</param>
    /// <returns>The id as UTF-8, or empty when the catalogue does not know it.</returns>
    public ReadOnlySpan<byte> Resolve(string kind, ReadOnlySpan<byte> name, ByteBuffer scratch)
    {
        KindIndex index = _kinds[kind];
        if (index.Items.Count == 0) return default;
        int item = index.Ids.Find(name);
        if (item < 0)
        {
            scratch.Clear();
            Fold.Append(name, scratch);
            int named = index.Names.Find(scratch.Written);
            if (named < 0) return default;
            item = index.ItemOfName[named];
        }

        return index.Ids[item];
    }

    /// <summary>Ids of a kind, in the order of the file.</summary>
    public IEnumerable<string> Ids(string kind) => _kinds[kind].Items.Select(item => item.Id);

    /// <summary>The city of a store by its id, as UTF-8; empty when it is unknown.</summary>
    public ReadOnlySpan<byte> CityOfStore(ReadOnlySpan<byte> store)
    {
        KindIndex index = _kinds["store"];
        int item = index.Ids.Find(store);
        return item < 0 ? default : index.Cities[item];
    }

    /// <summary>Cities that have a store.</summary>
    public IReadOnlySet<string> StoreCities() => _kinds["store"].Items.Select(store => store.City).OfType<string>().ToHashSet(StringComparer.Ordinal);

    /// <returns>Null when added; else the id that already has this id or name.</returns>
    internal string? Add(CatalogueItem item, IReadOnlyList<string> names)
    {
        KindIndex index = _kinds[item.Kind];
        byte[] id = Encoding.UTF8.GetBytes(item.Id);
        if (index.Ids.Find(id) >= 0) return item.Id;
        int number = index.Ids.Add(id);
        index.Items.Add(item);
        index.Cities.Add(item.City is null ? [] : Encoding.UTF8.GetBytes(item.City));
        foreach (string name in names)
        {
            byte[] folded = Encoding.UTF8.GetBytes(Fold.Of(name));
            if (folded.Length == 0) continue;
            int named = index.Names.Find(folded);
            if (named >= 0 && index.ItemOfName[named] != number) return index.Items[index.ItemOfName[named]].Id;
            if (named >= 0) continue;
            index.Names.Add(folded);
            index.ItemOfName.Add(number);
        }

        return null;
    }

    private sealed class KindIndex
    {
        public Utf8Index Ids { get; } = new();

        public List<CatalogueItem> Items { get; } = [];

        public List<byte[]> Cities { get; } = [];

        public Utf8Index Names { get; } = new();

        public List<int> ItemOfName { get; } = [];
    }
}
