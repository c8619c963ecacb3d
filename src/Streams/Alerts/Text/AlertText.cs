namespace Houle.Streams.Alerts.Text;

/// <summary>An alert in words: one sentence, what else is known, what to do, and how we know.</summary>
/// <param name="Headline">One sentence that stands alone.</param>
/// <param name="Details">Spread, visits, stock, what it coincides with; a sentence each.</param>
/// <param name="Actions">What each store should do, whose stock ends first first.</param>
/// <param name="Reason">The figures behind it.</param>
public sealed record AlertText(string Headline, IReadOnlyList<string> Details, IReadOnlyList<ActionText> Actions, string Reason);

/// <summary>What one store should do, in words.</summary>
/// <param name="What">The store and what it should do.</param>
/// <param name="Stock">How long its stock lasts; empty where nobody knows.</param>
/// <param name="Why">The reason, a sentence or two, which says the stock where it decides; empty where it was not told.</param>
public sealed record ActionText(string What, string Stock, string Why)
{
    /// <summary>One line for where the reason is not shown.</summary>
    public string Brief => Stock.Length == 0 ? What : $"{What} ({Stock})";
}
