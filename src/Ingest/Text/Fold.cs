using System.Globalization;
using System.Text;
using Houle.Avro.Binary;

namespace Houle.Ingest.Text;

/// <summary>Makes names comparable: lower case, accents dropped, everything but letters and digits a single blank.</summary>
/// <remarks>The table of letters (Places/Data/folds.tsv) is made by the script that folded the gazetteer's names, because
/// .NET cannot decompose letters under InvariantGlobalization.</remarks>
public static class Fold
{
    private const int TableSize = 0x2000;
    private static readonly Lazy<byte[]?[]> Table = new(LoadTable);

    /// <summary>Appends the folded form of <paramref name="utf8"/>; bytes that are not UTF-8 are taken as blanks.</summary>
    /// <param name="separator">What stands between words: a blank for names, a hyphen for slugs.</param>
    public static void Append(ReadOnlySpan<byte> utf8, ByteBuffer to, byte separator = (byte)' ')
    {
        int start = to.Length;
        bool blank = false;
        Span<byte> encoded = stackalloc byte[4];
        while (!utf8.IsEmpty)
        {
            int used = 1;
            scoped ReadOnlySpan<byte> letters;
            byte first = utf8[0];
            if (first < 0x80)
            {
                encoded[0] = first is >= (byte)'A' and <= (byte)'Z' ? (byte)(first | 0x20) : first;
                letters = char.IsAsciiLetterOrDigit((char)first) ? encoded[..1] : default;
                blank |= letters.IsEmpty && first is not ((byte)'\'' or (byte)'`');
            }
            else
            {
                _ = Rune.DecodeFromUtf8(utf8, out Rune rune, out used);
                letters = Letters(rune, encoded, out bool isBlank);
                blank |= isBlank;
            }

            if (!letters.IsEmpty)
            {
                if (blank && to.Length > start) to.Append([separator]);
                blank = false;
                to.Append(letters);
            }

            utf8 = utf8[used..];
        }
    }

    public static string Of(string text, char separator = ' ')
    {
        ByteBuffer buffer = new(Math.Max(16, text.Length * 2));
        Append(Encoding.UTF8.GetBytes(text), buffer, (byte)separator);
        return Encoding.UTF8.GetString(buffer.Written);
    }

    private static ReadOnlySpan<byte> Letters(Rune rune, Span<byte> encoded, out bool isBlank)
    {
        isBlank = false;
        if (rune.Value is (>= 0x300 and <= 0x36F) or 0x2019 or 0x2BB) return default;
        rune = rune.Value == 0x130 ? new Rune('i') : Rune.ToLowerInvariant(rune);
        if (rune.Value < TableSize && Table.Value[rune.Value] is { } folded) return folded;
        isBlank = !(Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.LetterNumber);
        return isBlank ? default : encoded[..rune.EncodeToUtf8(encoded)];
    }

    /// <summary>The letter in lower case, and what stands for it without its accents; empty when it has none.</summary>
    internal static Rune Letter(Rune rune, out ReadOnlySpan<byte> folded)
    {
        rune = rune.Value == 0x130 ? new Rune('i') : Rune.ToLowerInvariant(rune);
        folded = rune.Value < TableSize ? Table.Value[rune.Value] : null;
        return rune;
    }

    private static byte[]?[] LoadTable()
    {
        byte[]?[] table = new byte[TableSize][];
        using StreamReader lines = new(Resources.Open("folds.tsv"));
        while (lines.ReadLine() is { } line) table[line[0]] = Encoding.UTF8.GetBytes(line[2..]);
        return table;
    }
}
