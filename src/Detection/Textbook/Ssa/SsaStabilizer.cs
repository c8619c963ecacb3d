using System.Numerics;
using MathNet.Numerics;

namespace Houle.Detection.Textbook.Ssa;

/// <summary>Keeps a recurrence from exploding: its growing oscillations become constant ones.</summary>
internal static class SsaStabilizer
{
    /// <param name="coefficients">Of the recurrence, oldest first.</param>
    /// <param name="window">A growing oscillation with a period longer than this is taken as a trend.</param>
    public static double[] Stabilize(double[] coefficients, int window)
    {
        int degree = coefficients.Length;
        if (degree == 0 || coefficients.All(c => c == 0)) return coefficients;
        var polynomial = new double[degree + 1];
        for (int i = 0; i < degree; i++) polynomial[i] = -coefficients[i];
        polynomial[degree] = 1;
        Complex[] roots = new Polynomial(polynomial).Roots();
        if (roots.Length != degree || !roots.Any(root => root.Magnitude > 1)) return coefficients;

        bool[] isTrend = Array.ConvertAll(roots, root => root.Magnitude >= 1 && IsSlow(root, window));
        bool isOneTrend = roots.Where((_, i) => isTrend[i]).Count(root => root.Magnitude > 1) == 1;
        for (int i = 0; i < degree; i++)
        {
            double magnitude = roots[i].Magnitude;
            if (isTrend[i]) roots[i] = isOneTrend ? magnitude : 1;
            else if (magnitude > 1) roots[i] /= magnitude;
        }

        return Expand(roots);
    }

    private static bool IsSlow(Complex root, int window) => Math.Abs(root.Phase) * window < 2 * Math.PI;

    private static double[] Expand(Complex[] roots)
    {
        var product = new Complex[roots.Length + 1];
        product[0] = 1;
        for (int r = 0; r < roots.Length; r++)
        {
            // Times (z - root), lowest power first.
            for (int i = r + 1; i > 0; i--) product[i] = product[i - 1] - roots[r] * product[i];
            product[0] *= -roots[r];
        }

        var coefficients = new double[roots.Length];
        for (int i = 0; i < coefficients.Length; i++) coefficients[i] = -product[i].Real;
        return coefficients;
    }
}
