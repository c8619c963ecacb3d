namespace Houle.Detection.Bursts;

/// <summary>How a cell's keys differ in their share of its volume: a gamma distribution, fitted to the keys' own shares.</summary>
/// <param name="Shape">Shape k, 0.05 to 4: small where few keys have most of the volume.</param>
/// <param name="MeanShare">Mean share of a key, above 0.</param>
/// <remarks>Empirical Bayes by the method of moments; the shares' own sampling error is left in, which makes the prior a
/// little wider than the truth and a new key a little less surprising.</remarks>
internal readonly record struct RatePrior(double Shape, double MeanShare)
{
    public static RatePrior Initial { get; } = new(0.2, 0.01);

    /// <summary>Fits to the rows with a baseline, in their order.</summary>
    public static RatePrior Fit(KeyTable keys, double exposureMin)
    {
        double sum = 0, squares = 0;
        int count = 0;
        for (int row = 0; row < keys.Rows; row++)
        {
            ref readonly KeyState key = ref keys[row].State;
            if (key.LastMinute == 0 || !(key.Exposure > exposureMin)) continue;
            double share = key.Count / key.Exposure;
            sum += share;
            squares += share * share;
            count++;
        }

        if (count < 5 || !(sum > 0)) return Initial;
        double mean = sum / count, variance = Math.Max(squares / count - (mean * mean), mean * mean * 0.25);
        return new RatePrior(Math.Clamp(mean * mean / variance, 0.05, 4), mean);
    }
}
