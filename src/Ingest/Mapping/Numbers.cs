using System.Buffers.Text;
using System.Globalization;

namespace Houle.Ingest.Mapping;

/// <summary>Reads numbers from UTF-8, whole ones fast.</summary>
internal static class Numbers
{
    public static bool TryParse(ReadOnlySpan<byte> text, out decimal value)
    {
        if (text.Length <= 18 && Utf8Parser.TryParse(text, out long whole, out int used) && used == text.Length)
        {
            value = whole;
            return true;
        }

        return decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
    }

    /// <returns>Null when it is neither.</returns>
    public static bool? Flag(ReadOnlySpan<byte> text)
    {
        if (text.Length > 5) return null;
        Span<byte> lower = stackalloc byte[text.Length];
        _ = System.Text.Ascii.ToLower(text, lower, out _);
        if (lower.SequenceEqual("true"u8) || lower.SequenceEqual("1"u8) || lower.SequenceEqual("yes"u8)
            || lower.SequenceEqual("y"u8) || lower.SequenceEqual("t"u8))
        {
            return true;
        }

        return lower.SequenceEqual("false"u8) || lower.SequenceEqual("0"u8) || lower.SequenceEqual("no"u8)
            || lower.SequenceEqual("n"u8) || lower.SequenceEqual("f"u8)
            ? false
            : null;
    }
}
