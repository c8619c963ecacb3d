namespace Houle.Streams.Alerts.Text;

/// <summary>An alert in words: one sentence, what else is known, what to do, and how we know.</summary>
/// <param name="Headline">One sentence that stands alone.</param>
/// <param name="Details">Spread, visits, stock, what it coincides with; a sentence each.</param>
/// <param name="Actions">What each store should do, a line each.</param>
/// <param name="Reason">The figures behind it.</param>
public sealed record AlertText(string Headline, IReadOnlyList<string> Details, IReadOnlyList<string> Actions, string Reason);
