namespace Houle.Avro.Binary;

public ref partial struct AvroReader
{
    /// <summary>A decimal in bytes: big-endian two's complement, needless sign bytes allowed.</summary>
    /// <param name="precision">Digits at most, 1 to 18: more do not fit <see cref="AvroDecimal"/>.</param>
    /// <param name="scale">Digits after the point, 0 to <paramref name="precision"/>.</param>
    public AvroDecimal ReadDecimal(int precision, int scale)
    {
        int at = _position;
        ReadOnlySpan<byte> bytes = ReadBytes();
        if (bytes.IsEmpty) AvroError.Decimal(at, 0, precision);
        long unscaled = (sbyte)bytes[0];
        for (int i = 1; i < bytes.Length; i++)
        {
            // The high nine bits must be all sign, or the next shift would lose a digit.
            if (unscaled >> 55 is not (0 or -1)) AvroError.Decimal(at, bytes.Length, precision);
            unscaled = (unscaled << 8) | bytes[i];
        }

        if (!AvroDecimal.Fits(unscaled, precision)) AvroError.Decimal(at, bytes.Length, precision);
        return new AvroDecimal(unscaled, scale);
    }
}
