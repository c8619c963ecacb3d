namespace Houle.Detection.Textbook.SpectralResidual;

/// <summary>What is said of one row.</summary>
/// <param name="Alert">Is it an anomaly?</param>
/// <param name="Score">In [0, 1].</param>
/// <param name="Magnitude">Saliency of the row, at least 0.</param>
/// <param name="Expected">What was expected.</param>
/// <param name="Unit">Width that the bounds are made of, above 0.</param>
/// <param name="Upper">Upper bound.</param>
/// <param name="Lower">Lower bound.</param>
public readonly record struct SpectralResidualRow(
    bool Alert, double Score, double Magnitude, double Expected, double Unit, double Upper, double Lower);
