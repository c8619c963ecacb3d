using System.Globalization;
using System.Text;
using Houle.Avro.Binary;

namespace Houle.Ingest.Text.Intents;

/// <summary>Cuts a comment into words that can be compared, however they were typed: at most <see cref="WordsMax"/>, the rest is not read.</summary>
/// <remarks>
/// Lower case, accents and vowel marks dropped; letters three times or more in a row stand twice. Digits for letters in Latin words are
/// those of Darija: 5 becomes kh, 7 h, 8 gh, 9 q; 2 and 3, which have no Latin letter, stay. Arabic letters of one sound in everyday spelling become one. A number
/// is <c>#</c>, an emoji a word, a question mark <c>?</c>; other punctuation ends a phrase (<c>.</c>). Reused from comment to comment.
/// </remarks>
internal sealed class CommentWords
{
    public const int WordsMax = 96;
    private const int WordBytesMax = 48;

    private readonly ByteBuffer _bytes = new(1024);
    private readonly int[] _starts = new int[WordsMax + 1];
    private readonly bool[] _isEnd = new bool[WordsMax];
    private bool _hasLetter;
    private bool _hasDigit;
    private Rune _last;
    private int _repeats;

    public int Count { get; private set; }

    public ReadOnlySpan<byte> this[int word] => _bytes.Written[_starts[word].._starts[word + 1]];

    /// <summary>Whether the word is punctuation, past which no phrase goes on.</summary>
    public bool IsEnd(int word) => _isEnd[word];

    public void Read(ReadOnlySpan<byte> utf8)
    {
        _bytes.Clear();
        Count = 0;
        BeginWord();
        while (!utf8.IsEmpty && Count < WordsMax)
        {
            _ = Rune.DecodeFromUtf8(utf8, out Rune rune, out int used);
            ReadOnlySpan<byte> rest = utf8[used..];
            if (rune.Value is '\'' or '`' or 0x2019 or 0x2BC) TakeApostrophe(rest);
            else Take(rune);
            utf8 = rest;
        }

        EndWord();
    }

    private void Take(Rune rune)
    {
        if (IsMark(rune)) return;
        if (Rune.IsLetterOrDigit(rune))
        {
            TakeLetter(rune);
            return;
        }

        EndWord();
        if (rune.Value is '?' or 0x61F) Add("?"u8, isEnd: true);
        else if (rune.Value is '.' or ',' or '!' or ';' or ':' or '(' or ')' or '\n' or 0x60C or 0x61B or 0x2026 or 0x2014) Add("."u8, isEnd: true);
        else if (rune.Value is '€' or '$' or '£') Add("euros"u8, isEnd: false);
        else if (rune.Value >= 0x2190 && Rune.GetUnicodeCategory(rune) == UnicodeCategory.OtherSymbol) AddSymbol(rune);
    }

    /// <summary>don't is one word; c'est, l'huile and it's are two.</summary>
    private void TakeApostrophe(ReadOnlySpan<byte> rest)
    {
        bool isContraction = rest.Length > 0 && (rest[0] | 0x20) == 't' && (rest.Length == 1 || !char.IsAsciiLetter((char)rest[1]))
            && _bytes.Length > _starts[Count] && _bytes.Written[^1] == 'n';
        if (!isContraction) EndWord();
    }

    private void TakeLetter(Rune rune)
    {
        rune = Fold.Letter(rune, out ReadOnlySpan<byte> folded);
        bool isDigit = Rune.IsDigit(rune);
        _repeats = rune == _last && !isDigit ? _repeats + 1 : 0;
        _last = rune;
        if (_repeats > 1 || _bytes.Length - _starts[Count] > WordBytesMax) return;
        _hasDigit |= isDigit;
        _hasLetter |= !isDigit;
        if (!folded.IsEmpty)
        {
            _bytes.Append(folded);
            return;
        }

        if (rune.Value is >= 0x660 and <= 0x669) rune = new Rune('0' + rune.Value - 0x660);
        _bytes.Advance(ArabicLetter(rune).EncodeToUtf8(_bytes.GetSpan(4)));
    }

    private static Rune ArabicLetter(Rune rune) => rune.Value switch
    {
        0x622 or 0x623 or 0x625 or 0x671 => new Rune(0x627),
        0x649 or 0x626 or 0x6CC => new Rune(0x64A),
        0x629 => new Rune(0x647),
        0x624 => new Rune(0x648),
        0x6A9 or 0x6AF => new Rune(0x643),
        _ => rune,
    };

    /// <summary>What is written over or between letters and says nothing here: vowel marks, tatweel, joiners, skin tones.</summary>
    private static bool IsMark(Rune rune) => rune.Value is (>= 0x300 and <= 0x36F) or (>= 0x64B and <= 0x65F) or 0x670 or 0x640
        or (>= 0x200B and <= 0x200F) or (>= 0xFE00 and <= 0xFE0F) or (>= 0x1F3FB and <= 0x1F3FF);

    private void AddSymbol(Rune rune)
    {
        Span<byte> encoded = stackalloc byte[4];
        Add(encoded[..rune.EncodeToUtf8(encoded)], isEnd: false);
    }

    private void Add(ReadOnlySpan<byte> word, bool isEnd)
    {
        if (Count == WordsMax) return;
        _bytes.Append(word);
        CloseWord(isEnd);
    }

    private void EndWord()
    {
        if (Count == WordsMax || _bytes.Length == _starts[Count]) return;
        if (_hasDigit && !_hasLetter)
        {
            _bytes.Truncate(_starts[Count]);
            _bytes.Append("#"u8);
        }
        else if (_hasDigit)
        {
            SpellDigits();
        }

        CloseWord(isEnd: false);
    }

    private void SpellDigits()
    {
        Span<byte> word = stackalloc byte[WordBytesMax * 2];
        int length = 0;
        foreach (byte b in _bytes.Written[_starts[Count]..])
        {
            if (length > word.Length - 2) break;
            (byte first, byte second) = b switch
            {
                (byte)'5' => ((byte)'k', (byte)'h'),
                (byte)'7' => ((byte)'h', (byte)0),
                (byte)'8' => ((byte)'g', (byte)'h'),
                (byte)'9' => ((byte)'q', (byte)0),
                _ => (b, (byte)0),
            };
            word[length++] = first;
            if (second != 0) word[length++] = second;
        }

        _bytes.Truncate(_starts[Count]);
        _bytes.Append(word[..length]);
    }

    private void CloseWord(bool isEnd)
    {
        _isEnd[Count] = isEnd;
        _starts[++Count] = _bytes.Length;
        BeginWord();
    }

    private void BeginWord()
    {
        _hasLetter = _hasDigit = false;
        _last = default;
        _repeats = 0;
    }
}
