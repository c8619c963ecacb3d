using Houle.Detection.Series;

namespace Houle.Detection.Textbook.Ssa;

/// <summary>A series as a sum of few patterns: the subspace of its windows, and the recurrence that goes on with it.</summary>
/// <remarks>Singular spectrum analysis; Golyandina, Nekrutkin and Zhigljavsky 2001. Rules as in ML.NET:
/// ../shared/data/mlnet/README.md.</remarks>
public sealed class SsaModel
{
    private SsaModel(double[][] vectors, double[] coefficients, double noiseVariance, double stepVariance, double[] lastTraining)
    {
        (Vectors, Coefficients) = (vectors, coefficients);
        (NoiseVariance, StepVariance) = (noiseVariance, stepVariance);
        LastTraining = lastTraining;
    }

    /// <summary>Length of a window, L; at least 2.</summary>
    public int Window => Coefficients.Length + 1;

    /// <summary>Number of patterns kept.</summary>
    public int Rank => Vectors.Length;

    /// <summary>Orthonormal vectors of the subspace, each as long as the window.</summary>
    internal double[][] Vectors { get; }

    /// <summary>The next value from the last L - 1, oldest first.</summary>
    internal double[] Coefficients { get; }

    /// <summary>Variance of training points less their signal.</summary>
    internal double NoiseVariance { get; }

    /// <summary>Variance of the signal less its autoregression.</summary>
    internal double StepVariance { get; }

    /// <summary>The last L training points.</summary>
    internal double[] LastTraining { get; }

    /// <summary>Fits a model; work grows with training length times window squared.</summary>
    /// <param name="training">More than twice <paramref name="window"/> points, all usable (<see cref="SeriesValues"/>).</param>
    /// <param name="window">At least 2. Shortened when the points span no subspace (all zero).</param>
    /// <param name="rankMax">Largest number of patterns, 1 to window - 1.</param>
    /// <param name="stabilize">Draw growing oscillations back to constant ones; for forecasts over many steps.</param>
    public static SsaModel Fit(ReadOnlySpan<double> training, int window, int rankMax, bool stabilize)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(window, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(rankMax, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(rankMax, window);
        if (training.Length <= 2 * window)
            throw new ArgumentException($"{training.Length} training points; a window of {window} needs more than {2 * window}", nameof(training));
        foreach (double value in training)
        {
            if (!SeriesValues.IsUsable(value)) throw new ArgumentException($"{value} among the training points", nameof(training));
        }

        double[] points = training.ToArray();
        double scale = Math.Max(points.Max(Math.Abs), double.Epsilon);
        while (true)
        {
            double[][] vectors = SsaTrajectory.Vectors(points, window, scale);
            if (window == 2 && vectors.Any(IsLastAxis)) vectors = [[Math.Sqrt(0.5), Math.Sqrt(0.5)]];
            else if (vectors.Any(IsLastAxis))
            {
                window--;
                rankMax = Math.Max(1, window / 2);
                continue;
            }

            return Select(points, vectors, Math.Min(rankMax, vectors.Length), stabilize);
        }
    }

    private static SsaModel Select(double[] points, double[][] vectors, int rankMax, bool stabilize)
    {
        int window = vectors[0].Length;
        var signal = new double[points.Length];
        double least = double.PositiveInfinity;
        (double[]? Signal, double[]? Coefficients, int Rank) best = default;
        double lastSquares = 0;
        var numerator = new double[window - 1];
        for (int r = 0; r < rankMax; r++)
        {
            double[] vector = vectors[r];
            double last = vector[^1];
            lastSquares += last * last;
            for (int i = 0; i < numerator.Length; i++) numerator[i] += last * vector[i];
            SsaTrajectory.AddComponent(points, vector, signal);
            if (1 - lastSquares < 1e-12) break;
            double[] coefficients = Array.ConvertAll(numerator, n => n / (1 - lastSquares));
            double error = ForecastError(points, signal, coefficients);
            if (!(error < least)) continue;
            least = error;
            best = ((double[])signal.Clone(), coefficients, r + 1);
        }

        if (best.Signal is null) throw new ArgumentException("the training points are too large or too alike to fit a model", nameof(points));
        double[] kept = stabilize ? SsaStabilizer.Stabilize(best.Coefficients!, window) : best.Coefficients!;
        return new SsaModel(
            vectors[..best.Rank], kept, SsaVariance.OfNoise(points, best.Signal), SsaVariance.OfStep(best.Signal, kept),
            points[^window..]);
    }

    /// <summary>Sum of absolute errors over the last points, forecast from the signal before them and then from forecasts.</summary>
    private static double ForecastError(double[] points, double[] signal, double[] coefficients)
    {
        int window = coefficients.Length + 1;
        int length = Math.Min(Math.Max(window, 200), points.Length - window + 1);
        int start = points.Length - length;
        double bias = 0, error = 0;
        for (int i = 0; i < points.Length; i++) bias += points[i] - signal[i];
        bias /= points.Length;
        var path = new double[window - 1 + length];
        signal.AsSpan(start - window + 1, window - 1).CopyTo(path);
        for (int i = 0; i < length; i++)
        {
            double next = 0;
            for (int k = 0; k < coefficients.Length; k++) next += coefficients[k] * path[i + k];
            path[i + window - 1] = next;
            error += Math.Abs(points[start + i] - next - bias);
        }

        return error;
    }

    private static bool IsLastAxis(double[] vector) => Math.Abs(vector[^1]) == 1;
}
