using System.Globalization;
using System.Numerics;

namespace Houle.Avro.Logical;

/// <summary>An exact number of any size: <paramref name="Unscaled"/> divided by 10 to the power of <paramref name="Scale"/>.</summary>
/// <param name="Unscaled">All digits, with sign.</param>
/// <param name="Scale">Digits after the point; below 0, zeros before it.</param>
/// <remarks>Numbers of up to 18 digits are quicker as <see cref="Binary.AvroDecimal"/>, which generated types use.</remarks>
public readonly record struct AvroBigDecimal(BigInteger Unscaled, int Scale)
{
    /// <summary>Most zeros that text is filled up with: beyond, <see cref="ToString"/> gives an exponent. Eight bytes of
    /// "big-decimal" could otherwise ask for two billion digits.</summary>
    public const int PlainScaleMax = 1_000;

    /// <summary>Digits in <see cref="Unscaled"/>, at least 1.</summary>
    public long Precision
    {
        get
        {
            BigInteger rest = BigInteger.Abs(Unscaled);
            if (rest.IsZero) return 1;
            int atLeast = (int)((rest.GetBitLength() - 1) * Math.Log10(2)) + 1; // or one more
            return rest >= BigInteger.Pow(10, atLeast) ? atLeast + 1 : atLeast;
        }
    }

    /// <summary>From big-endian two's complement; needless sign bytes are taken.</summary>
    /// <exception cref="FormatException">There are no bytes.</exception>
    public static AvroBigDecimal FromBytes(ReadOnlySpan<byte> bytes, int scale) => bytes.IsEmpty
        ? throw new FormatException("a decimal of no bytes has no value") : new(new BigInteger(bytes, isBigEndian: true), scale);

    /// <summary>The fewest bytes of big-endian two's complement.</summary>
    public byte[] ToBytes() => Unscaled.ToByteArray(isBigEndian: true);

    public static implicit operator AvroBigDecimal(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        var unscaled = new BigInteger(new decimal(bits[0], bits[1], bits[2], value < 0, 0));
        return new AvroBigDecimal(unscaled, value.Scale);
    }

    /// <summary>The same number with another scale.</summary>
    /// <exception cref="OverflowException">Digits would be lost, or more than <see cref="PlainScaleMax"/> zeros added.</exception>
    public AvroBigDecimal At(int scale)
    {
        long more = (long)scale - Scale;
        if (Math.Abs(more) > PlainScaleMax && !Unscaled.IsZero) throw new OverflowException($"{this} at scale {scale} has too many digits");
        if (more >= 0 || Unscaled.IsZero) return new AvroBigDecimal(Unscaled * BigInteger.Pow(10, (int)Math.Clamp(more, 0, PlainScaleMax)), scale);
        BigInteger quotient = BigInteger.DivRem(Unscaled, BigInteger.Pow(10, (int)-more), out BigInteger rest);
        return rest.IsZero ? new AvroBigDecimal(quotient, scale) : throw new OverflowException($"{this} has more than {scale} digits after the point");
    }

    /// <exception cref="OverflowException">A decimal does not hold it: more than 28 digits, or after the point.</exception>
    public decimal ToDecimal()
    {
        if (Scale is >= 0 and <= 28)
        {
            BigInteger size = BigInteger.Abs(Unscaled);
            if (size.GetBitLength() > 96) throw new OverflowException("the number has more digits than a decimal");
            var low = (ulong)(size & ulong.MaxValue);
            return new decimal((int)low, (int)(low >> 32), (int)(uint)(size >> 64), Unscaled.Sign < 0, (byte)Scale);
        }

        return At(Math.Clamp(Scale, 0, 28)).ToDecimal();
    }

    /// <summary>All digits with a point; with an exponent where the scale is beyond <see cref="PlainScaleMax"/>.</summary>
    public override string ToString()
    {
        string digits = Unscaled.ToString(CultureInfo.InvariantCulture);
        if (Scale is > PlainScaleMax or < -PlainScaleMax) return $"{digits}E{-(long)Scale}";
        if (Scale <= 0) return Unscaled.IsZero ? "0" : digits + new string('0', -Scale);
        bool isNegative = Unscaled.Sign < 0;
        string padded = (isNegative ? digits[1..] : digits).PadLeft(Scale + 1, '0');
        return $"{(isNegative ? "-" : "")}{padded[..^Scale]}.{padded[^Scale..]}";
    }
}
