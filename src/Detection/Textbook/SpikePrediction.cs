namespace Houle.Detection.Textbook;

/// <summary>What a spike detector says of one point.</summary>
/// <param name="Alert">Is it a spike?</param>
/// <param name="Score">The value, or its error against the forecast; 0 for a missing value.</param>
/// <param name="PValue">In [1e-8, 1 - 1e-8]; 0.5 for a missing value.</param>
public readonly record struct SpikePrediction(bool Alert, double Score, double PValue);
