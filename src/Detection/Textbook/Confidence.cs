namespace Houle.Detection.Textbook;

internal static class Confidence
{
    /// <exception cref="ArgumentOutOfRangeException">Outside 0 (excluded) to 100 (excluded).</exception>
    public static void Check(double confidence)
    {
        if (!(confidence is > 0 and < 100))
            throw new ArgumentOutOfRangeException(nameof(confidence), confidence, "confidence is in percent, above 0 and below 100");
    }
}
