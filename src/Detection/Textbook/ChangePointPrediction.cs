namespace Houle.Detection.Textbook;

/// <summary>What a change point detector says of one point.</summary>
/// <param name="Alert">Did the series change about here?</param>
/// <param name="Score">The value, or its error against the forecast; 0 for a missing value.</param>
/// <param name="PValue">Two-sided, in [1e-8, 0.5].</param>
/// <param name="Martingale">Product of the last bets, at most <see cref="double.MaxValue"/>.</param>
public readonly record struct ChangePointPrediction(bool Alert, double Score, double PValue, double Martingale);
