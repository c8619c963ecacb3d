namespace Houle.Commands.Detect;

/// <summary>One detector as the command runs it: a value in; score in [0, 1] and alert out.</summary>
/// <remarks>A missing value is NaN and gets score 0.</remarks>
internal delegate (double Score, bool Alert) SeriesRule(double value);
