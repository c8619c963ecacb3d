using System.Text;
using Houle.Avro.Binary;
using Houle.Ingest.Text;

namespace Houle.Ingest.Mapping;

/// <summary>Puts ids into the form that topics carry.</summary>
internal static class Ids
{
    public const int IdBytesMax = 64;
    public const int KeyBytesMax = 256;
    public const int TextBytesMax = 2048;

    /// <summary>Appends the id in lower case, runs of blanks as one.</summary>
    /// <param name="slug">Words of letters and digits joined by hyphens instead, accents dropped.</param>
    /// <returns>False when it is longer than 64 bytes or holds a control character.</returns>
    public static bool TryAppend(ReadOnlySpan<byte> text, bool slug, ByteBuffer to)
    {
        int start = to.Length;
        if (slug) Fold.Append(text, to, (byte)'-');
        else if (!TryAppendLower(text, to)) return false;
        return to.Length - start <= IdBytesMax;
    }

    public static bool HasControl(ReadOnlySpan<byte> text)
    {
        foreach (byte b in text)
        {
            if (b is < 0x20 or 0x7F) return true;
        }

        return false;
    }

    private static bool TryAppendLower(ReadOnlySpan<byte> text, ByteBuffer to)
    {
        if (HasControl(text)) return false;
        bool blank = false;
        while (!text.IsEmpty)
        {
            byte b = text[0];
            if (b < 0x80)
            {
                if (!(b == ' ' && blank)) to.Append([b is >= (byte)'A' and <= (byte)'Z' ? (byte)(b | 0x20) : b]);
                blank = b == ' ';
                text = text[1..];
                continue;
            }

            _ = Rune.DecodeFromUtf8(text, out Rune rune, out int used);
            to.Advance(Rune.ToLowerInvariant(rune).EncodeToUtf8(to.GetSpan(4)));
            blank = false;
            text = text[used..];
        }

        return true;
    }
}
