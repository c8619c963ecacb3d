using System.Text.Json.Nodes;

namespace Houle.Commands.Demo.Facts;

/// <summary>Something that a detector found in the real data.</summary>
/// <param name="Detector">bursts or series, as in <c>houle detect</c>.</param>
/// <param name="About">What it is about.</param>
/// <param name="At">Start of the span, in UTC.</param>
/// <param name="Seen">What was counted in it.</param>
/// <param name="Usual">What is usual for it.</param>
/// <param name="Text">One line that says it.</param>
internal sealed record DemoFact(string Detector, string About, DateTime At, double Seen, double Usual, string Text)
{
    public JsonObject ToJson() => new()
    {
        ["detector"] = Detector,
        ["about"] = About,
        ["at"] = At.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture),
        ["seen"] = Seen,
        ["usual"] = Math.Round(Usual, 1),
    };
}
