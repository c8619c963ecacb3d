using System.Buffers.Text;
using System.IO.Compression;
using System.Text;
using Houle.Avro.Binary;
using Houle.Ingest.Text;
using YamlDotNet.RepresentationModel;

namespace Houle.Ingest.Places;

internal enum NameKind : byte
{
    Primary,
    Other,
    Alias,
}

/// <summary>The gazetteer's table as it lies in memory: the file's bytes, where each place's line begins, and an index of
/// all names by hash.</summary>
/// <remarks>A line: id, name, region code, latitude and longitude in ten-thousandths of a degree, population, other names
/// (folded, separated by |). Lines ascend by id.</remarks>
internal sealed class GazetteerData
{
    private readonly byte[] _text;
    private readonly List<(int Line, int Id, int Name, int Region, int End)> _places;
    private readonly int[] _latitudes;
    private readonly int[] _longitudes;
    private readonly int[] _populations;
    private readonly ByteBuffer _folded = new(4 << 20);
    private Entry[] _entries = new Entry[1 << 20];
    private int _entryCount;

    private GazetteerData(byte[] text)
    {
        _text = text;
        _places = new List<(int, int, int, int, int)>(120_000);
        List<(int Latitude, int Longitude, int Population)> numbers = new(120_000);
        for (int at = 0; at < text.Length;)
        {
            int length = text.AsSpan(at).IndexOf((byte)'\n');
            ReadLine(at, length, numbers);
            at += length + 1;
        }

        _latitudes = [.. numbers.Select(n => n.Latitude)];
        _longitudes = [.. numbers.Select(n => n.Longitude)];
        _populations = [.. numbers.Select(n => n.Population)];
    }

    public int Count => _places.Count;

    public ReadOnlySpan<byte> Id(int place) => Between(_places[place].Line, _places[place].Id);

    public ReadOnlySpan<byte> Name(int place) => Between(_places[place].Id + 1, _places[place].Name);

    public ReadOnlySpan<byte> Region(int place) => Between(_places[place].Name + 1, _places[place].Region);

    public int Population(int place) => _populations[place];

    public double Latitude(int place) => _latitudes[place] / 10_000.0;

    public double Longitude(int place) => _longitudes[place] / 10_000.0;

    public static GazetteerData Load()
    {
        using GZipStream unzipped = new(Resources.Open("places.tsv.gz"), CompressionMode.Decompress);
        using MemoryStream text = new(12 << 20);
        unzipped.CopyTo(text);
        GazetteerData data = new(text.ToArray());
        data.AddAliases();
        return data;
    }

    public int Find(ReadOnlySpan<byte> id)
    {
        int low = 0;
        int high = Count - 1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            int order = Id(middle).SequenceCompareTo(id);
            if (order == 0) return middle;
            if (order < 0) low = middle + 1;
            else high = middle - 1;
        }

        return -1;
    }

    /// <summary>All places with a folded name.</summary>
    public Matches Named(ReadOnlySpan<byte> folded) => new(this, folded);

    private ReadOnlySpan<byte> Between(int start, int end) => _text.AsSpan(start, end - start);

    private void ReadLine(int at, int length, List<(int Latitude, int Longitude, int Population)> numbers)
    {
        Span<int> tabs = stackalloc int[6];
        int from = at;
        for (int i = 0; i < tabs.Length; i++)
        {
            tabs[i] = from + _text.AsSpan(from).IndexOf((byte)'\t');
            from = tabs[i] + 1;
        }

        int place = _places.Count;
        _places.Add((at, tabs[0], tabs[1], tabs[2], at + length));
        numbers.Add((Number(tabs[2], tabs[3]), Number(tabs[3], tabs[4]), Number(tabs[4], tabs[5])));
        int start = _folded.Length;
        Fold.Append(Between(tabs[0] + 1, tabs[1]), _folded);
        Add(start, _folded.Length - start, place, NameKind.Primary, isFolded: true);
        for (int name = tabs[5] + 1, end = at + length; name < end;)
        {
            int size = _text.AsSpan(name, end - name).IndexOf((byte)'|');
            if (size < 0) size = end - name;
            Add(name, size, place, NameKind.Other, isFolded: false);
            name += size + 1;
        }
    }

    private int Number(int tab, int next)
    {
        _ = Utf8Parser.TryParse(Between(tab + 1, next), out int value, out _);
        return value;
    }

    private void AddAliases()
    {
        using StreamReader reader = new(Resources.Open("aliases.yaml"));
        YamlStream yaml = [];
        yaml.Load(reader);
        foreach ((YamlNode alias, YamlNode id) in ((YamlMappingNode)yaml.Documents[0].RootNode).Children)
        {
            int place = Find(Encoding.UTF8.GetBytes(((YamlScalarNode)id).Value!));
            if (place < 0) throw new InvalidDataException($"aliases.yaml: there is no place {id}");
            int start = _folded.Length;
            Fold.Append(Encoding.UTF8.GetBytes(((YamlScalarNode)alias).Value!), _folded);
            Add(start, _folded.Length - start, place, NameKind.Alias, isFolded: true);
        }
    }

    private void Add(int start, int length, int place, NameKind kind, bool isFolded)
    {
        if (length == 0) return;
        if (_entryCount * 4L > _entries.Length * 3L) Grow();
        Entry entry = new(start, (ushort)length, kind, isFolded, place, 0);
        uint hash = Utf8Index.Hash(Text(entry));
        Put(entry with { Hash = hash });
        _entryCount++;
    }

    private void Put(in Entry entry)
    {
        uint slot = entry.Hash;
        while (_entries[slot & (uint)(_entries.Length - 1)].Length != 0) slot++;
        _entries[slot & (uint)(_entries.Length - 1)] = entry;
    }

    private void Grow()
    {
        Entry[] old = _entries;
        _entries = new Entry[old.Length * 2];
        foreach (ref readonly Entry entry in old.AsSpan())
        {
            if (entry.Length != 0) Put(entry);
        }
    }

    private ReadOnlySpan<byte> Text(in Entry entry) =>
        entry.IsFolded
            ? _folded.Written.Slice(entry.Start, entry.Length)
            : _text.AsSpan(entry.Start, entry.Length);

    private readonly record struct Entry(
        int Start, ushort Length, NameKind Kind, bool IsFolded, int Place, uint Hash);

    /// <summary>Walks the places that share a name.</summary>
    internal ref struct Matches(GazetteerData data, ReadOnlySpan<byte> name)
    {
        private readonly ReadOnlySpan<byte> _name = name;
        private readonly uint _hash = Utf8Index.Hash(name);
        private uint _slot = Utf8Index.Hash(name);

        public (int Place, NameKind Kind) Current { get; private set; }

        public readonly Matches GetEnumerator() => this;

        public bool MoveNext()
        {
            while (true)
            {
                ref readonly Entry entry = ref data._entries[_slot++ & (uint)(data._entries.Length - 1)];
                if (entry.Length == 0) return false;
                if (entry.Hash != _hash || !data.Text(entry).SequenceEqual(_name)) continue;
                Current = (entry.Place, entry.Kind);
                return true;
            }
        }
    }
}
