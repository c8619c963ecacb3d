namespace Houle.Simulation.Chance;

/// <summary>Logarithm, exponential and power out of the four operations of IEEE 754 alone, so that their last bit is the
/// same on every machine: Math.Log and its like are the C library's, and differ.</summary>
public static class PlainMath
{
    private const double Ln2 = 0.693147180559945309417;
    private const double Sqrt2 = 1.41421356237309504880;

    /// <summary>Natural logarithm; relative error below 1e-14 for normal numbers above 0.</summary>
    /// <remarks>x = m 2^e with m in [1/sqrt 2, sqrt 2); ln m = 2 artanh((m - 1) / (m + 1)), by its series.</remarks>
    public static double Log(double x)
    {
        if (!(x > 0) || double.IsInfinity(x)) throw new ArgumentOutOfRangeException(nameof(x), x, "must be a number above 0");
        long bits = BitConverter.DoubleToInt64Bits(x);
        int exponent = (int)(bits >> 52) - 1023;
        double m = BitConverter.Int64BitsToDouble((bits & 0xFFFFFFFFFFFFF) | 0x3FF0000000000000);
        if (m > Sqrt2)
        {
            m /= 2;
            exponent++;
        }

        double z = (m - 1) / (m + 1);
        double square = z * z;
        double sum = 0;
        for (int k = 23; k >= 1; k -= 2) sum = (sum * square) + (1.0 / k);
        return (2 * z * sum) + (exponent * Ln2);
    }

    /// <summary>e to the power of x; 0 below -700, at most e^700; relative error below 1e-13.</summary>
    public static double Exp(double x)
    {
        if (x < -700) return 0;
        if (x > 700) x = 700;
        int halvings = (int)Math.Floor((x / Ln2) + 0.5);
        double rest = x - (halvings * Ln2);
        double sum = 1;
        for (int k = 14; k >= 1; k--) sum = 1 + (sum * rest / k);
        return sum * BitConverter.Int64BitsToDouble((long)(halvings + 1023) << 52);
    }

    /// <param name="x">Above 0.</param>
    public static double Pow(double x, double power) => Exp(power * Log(x));
}
