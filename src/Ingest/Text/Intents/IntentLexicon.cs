using System.Globalization;
using System.Text;
using Houle.Events;

namespace Houle.Ingest.Text.Intents;

/// <summary>How negation touches a pattern.</summary>
internal enum PatternKind : byte
{
    /// <summary>Negated from before: not good.</summary>
    Plain,

    /// <summary>Negated from before and after: werkt niet.</summary>
    Verb,

    /// <summary>Says already what it means: pas mal.</summary>
    Fixed,
}

/// <summary>What a pattern says where it is found.</summary>
/// <param name="Weight">In hundredths; below 0 it speaks against the class.</param>
internal readonly record struct IntentPattern(MentionIntent Intent, PatternKind Kind, int Weight);

/// <summary>The patterns of intents.tsv as a tree that is walked word by word.</summary>
internal sealed class IntentLexicon
{
    public const int UnitsOfWordMax = 6;
    private const int Gap = 0; // as an edge: up to three words
    private const int Root = 0;
    private static readonly Lazy<IntentLexicon> Loaded = new(() => new IntentLexicon(Resources.Open("intents.tsv")));

    private readonly Utf8Index _words = new();
    private readonly Utf8Index _collapsed = new(); // words without doubled letters: what a stretched word is compared with
    private readonly List<int> _collapsedUnits = [];
    private readonly Utf8Index _stems = new();
    private readonly List<List<(byte[] Ending, int Unit)>> _stemUnits = [];
    private readonly Dictionary<ulong, int> _edges = [];
    private readonly List<List<IntentPattern>?> _found = [null];
    private readonly CommentWords _scratch = new();
    private int _units = 1;
    private readonly List<int> _wordUnits = [];

    public IntentLexicon(System.IO.Stream file)
    {
        using StreamReader lines = new(file);
        for (int number = 1; lines.ReadLine() is { } line; number++)
        {
            if (line.Length == 0 || line[0] == '#') continue;
            try
            {
                Read(line.Split('\t'));
            }
            catch (FormatException e)
            {
                throw new FormatException($"intents.tsv:{number}: {e.Message}", e);
            }
        }
    }

    /// <summary>The lexicon inside this assembly.</summary>
    public static IntentLexicon Shared => Loaded.Value;

    public HashSet<int> Negators { get; } = [];

    public HashSet<int> NegatorsAfter { get; } = [];

    public HashSet<int> Stops { get; } = [];

    public int Patterns { get; private set; }

    /// <summary>The node after <paramref name="unit"/>, or -1.</summary>
    public int Next(int node, int unit) => _edges.GetValueOrDefault(Key(node, unit), -1);

    /// <summary>The node from which up to three words may be passed over, or -1.</summary>
    public int NextGap(int node) => Next(node, Gap);

    public List<IntentPattern>? Found(int node) => _found[node];

    /// <summary>What the word may count as: itself, itself without doubled letters, the longest stem that it begins with.</summary>
    /// <param name="units">Room for <see cref="UnitsOfWordMax"/>.</param>
    public int Units(ReadOnlySpan<byte> word, Span<int> units)
    {
        int count = Look(word, units, 0);
        if (count > 0 || word.Length < 3 || word[0] < 0xD8 || word[0] > 0xD9) return count;

        // Arabic writes the article and some small words onto the next: and, with, for.
        ReadOnlySpan<byte> bare = word;
        if (bare.Length > 6 && (bare.StartsWith("و"u8) || bare.StartsWith("ب"u8) || bare.StartsWith("ف"u8) || bare.StartsWith("ل"u8)))
        {
            bare = bare[2..];
            count = Look(bare, units, 0);
        }

        if (count == 0 && bare.Length > 6 && bare.StartsWith("ال"u8)) count = Look(bare[4..], units, 0);
        return count;
    }

    private int Look(ReadOnlySpan<byte> word, Span<int> units, int count)
    {
        Span<byte> collapsed = stackalloc byte[word.Length];
        int shorter = Collapse(word, collapsed);
        int known = _words.Find(word);
        if (known >= 0) units[count++] = _wordUnits[known];
        else if (shorter < word.Length && _collapsed.Find(collapsed[..shorter]) is >= 0 and var alias) units[count++] = _collapsedUnits[alias];
        int before = count;
        count = Stems(word, units, count);
        return count == before && shorter < word.Length ? Stems(collapsed[..shorter], units, count) : count;
    }

    private int Stems(ReadOnlySpan<byte> word, Span<int> units, int count)
    {
        for (int length = word.Length; length >= 2 && count < UnitsOfWordMax; length--)
        {
            int stem = _stems.Find(word[..length]);
            if (stem < 0) continue;
            foreach ((byte[] ending, int unit) in _stemUnits[stem])
            {
                if (word[length..].EndsWith(ending) && count < UnitsOfWordMax) units[count++] = unit;
            }
        }

        return count;
    }

    private void Read(string[] columns)
    {
        if (columns.Length != 4) throw new FormatException("a line has four columns: class, kind, weight, patterns");
        PatternKind kind = columns[1] switch
        {
            "-" => PatternKind.Plain,
            "v" => PatternKind.Verb,
            "=" => PatternKind.Fixed,
            _ => throw new FormatException($"kind is '{columns[1]}'; it must be -, v or ="),
        };
        int weight = (int)(decimal.Parse(columns[2], CultureInfo.InvariantCulture) * 100);
        HashSet<int>? role = columns[0] switch { "not" => Negators, "not-after" => NegatorsAfter, "stop" => Stops, _ => null };
        MentionIntent intent = default;
        if (role is null && !Enum.TryParse(columns[0], ignoreCase: true, out intent)) throw new FormatException($"there is no class '{columns[0]}'");
        foreach (string[] words in columns[3].Split(';').SelectMany(pattern => PatternNotation.Expand(pattern.Trim())))
        {
            if (words.Length == 0) continue;
            if (role is not null) role.Add(Unit(words[0]));
            else Add(words, new IntentPattern(intent, kind, weight));
        }
    }

    private void Add(string[] words, IntentPattern pattern)
    {
        int node = Root;
        foreach (string word in words) node = NextOrNew(node, word == "~" ? Gap : Unit(word));
        List<IntentPattern> found = _found[node] ??= [];
        if (found.Exists(other => other.Intent == pattern.Intent && Math.Sign(other.Weight) == Math.Sign(pattern.Weight))) return;
        found.Add(pattern);
        Patterns++;
    }

    private int NextOrNew(int node, int unit)
    {
        if (_edges.TryGetValue(Key(node, unit), out int next)) return next;
        _found.Add(null);
        _edges.Add(Key(node, unit), _found.Count - 1);
        return _found.Count - 1;
    }

    private int Unit(string word)
    {
        int star = word.IndexOf('*', StringComparison.Ordinal);
        if (star >= 0) return StemUnit(Normal(word[..star]), star + 1 < word.Length ? Normal(word[(star + 1)..]) : []);
        byte[] normal = word is "#" ? "#"u8.ToArray() : Normal(word);
        int known = _words.Find(normal);
        if (known >= 0) return _wordUnits[known];
        _words.Add(normal);
        _wordUnits.Add(_units);
        byte[] collapsed = new byte[normal.Length];
        int length = Collapse(normal, collapsed);
        if (_collapsed.Find(collapsed.AsSpan(0, length)) < 0)
        {
            _collapsed.Add(collapsed.AsSpan(0, length));
            _collapsedUnits.Add(_units);
        }

        return _units++;
    }

    private int StemUnit(byte[] stem, byte[] ending)
    {
        int index = _stems.Add(stem);
        if (index == _stemUnits.Count) _stemUnits.Add([]);
        foreach ((byte[] other, int unit) in _stemUnits[index])
        {
            if (other.AsSpan().SequenceEqual(ending)) return unit;
        }

        _stemUnits[index].Add((ending, _units));
        return _units++;
    }

    private byte[] Normal(string word)
    {
        _scratch.Read(Encoding.UTF8.GetBytes(word));
        return _scratch.Count == 1 ? _scratch[0].ToArray() : throw new FormatException($"'{word}' is {_scratch.Count} words, not one");
    }

    private static int Collapse(ReadOnlySpan<byte> word, Span<byte> to)
    {
        int length = 0;
        foreach (byte b in word)
        {
            if (length == 0 || to[length - 1] != b || b >= 0x80) to[length++] = b;
        }

        return length;
    }

    private static ulong Key(int node, int unit) => ((ulong)(uint)node << 32) | (uint)unit;
}
