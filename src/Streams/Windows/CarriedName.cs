namespace Houle.Streams.Windows;

/// <summary>A product and what it is named with, as one name of a <see cref="WindowTable"/>: both ids, with a byte between them that
/// no id has.</summary>
internal static class CarriedName
{
    public const int BytesMax = 2 * IdBytesMax + 1;

    private const int IdBytesMax = 64;
    private const byte Between = 0;

    public static ReadOnlySpan<byte> Write(Span<byte> to, ReadOnlySpan<byte> product, ReadOnlySpan<byte> entity)
    {
        product.CopyTo(to);
        to[product.Length] = Between;
        entity.CopyTo(to[(product.Length + 1)..]);
        return to[..(product.Length + 1 + entity.Length)];
    }

    /// <returns>False when it is none, such as '(other)'.</returns>
    public static bool Split(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> product, out ReadOnlySpan<byte> entity)
    {
        int at = name.IndexOf(Between);
        product = at < 0 ? default : name[..at];
        entity = at < 0 ? default : name[(at + 1)..];
        return at >= 0;
    }
}
