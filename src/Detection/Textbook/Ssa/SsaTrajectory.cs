using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace Houle.Detection.Textbook.Ssa;

/// <summary>The matrix whose columns are all windows of a series, never written out.</summary>
internal static class SsaTrajectory
{
    /// <summary>Eigenvectors of the matrix times its transpose, by falling eigenvalue.</summary>
    /// <param name="points">The series.</param>
    /// <param name="window">Length of a window.</param>
    /// <param name="scale">What the points are divided by: the vectors do not depend on it, overflow does.</param>
    public static double[][] Vectors(double[] points, int window, double scale)
    {
        int columns = points.Length - window + 1;
        Matrix<double> gram = Matrix<double>.Build.Dense(window, window);
        for (int lag = 0; lag < window; lag++)
        {
            // Along a diagonal each entry is the one before, less a product that leaves and plus one that enters.
            double sum = 0;
            for (int k = 0; k < columns; k++) sum += points[k] / scale * (points[k + lag] / scale);
            for (int i = 0; i + lag < window; i++)
            {
                if (i > 0)
                {
                    sum += points[i + columns - 1] / scale * (points[i + lag + columns - 1] / scale)
                        - points[i - 1] / scale * (points[i + lag - 1] / scale);
                }

                gram[i, i + lag] = gram[i + lag, i] = sum;
            }
        }

        Evd<double> decomposition = gram.Evd(Symmetricity.Symmetric);
        int[] order = [.. Enumerable.Range(0, window).OrderByDescending(i => decomposition.EigenValues[i].Real)];
        return [.. order.Select(i => decomposition.EigenVectors.Column(i).ToArray())];
    }

    /// <summary>Adds the part of the series along one vector: its projection, averaged over the windows a point is in.</summary>
    public static void AddComponent(double[] points, double[] vector, double[] signal)
    {
        int window = vector.Length, columns = points.Length - window + 1;
        var weights = new double[columns];
        for (int k = 0; k < columns; k++)
        {
            double sum = 0;
            for (int i = 0; i < window; i++) sum += vector[i] * points[k + i];
            weights[k] = sum;
        }

        for (int t = 0; t < points.Length; t++)
        {
            int from = Math.Max(0, t - columns + 1), to = Math.Min(window - 1, t);
            double sum = 0;
            for (int i = from; i <= to; i++) sum += vector[i] * weights[t - i];
            signal[t] += sum / (to - from + 1);
        }
    }
}
