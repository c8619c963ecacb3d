namespace Houle.Streams.Topology;

/// <summary>A giveaway, or anything else announced that brings a creator followers at once and is no fraud.</summary>
/// <param name="Creator">Pseudonym of whose it is.</param>
/// <param name="StartsAtMs">First moment, UTC.</param>
/// <param name="EndsAtMs">First moment after it, UTC.</param>
public sealed record KnownGiveaway(string Creator, long StartsAtMs, long EndsAtMs)
{
    /// <summary>Followers still come for a while after it.</summary>
    public const long AfterMs = 3 * 86_400_000L;

    /// <summary>Whether followers who came between two moments may have come for it.</summary>
    public bool Explains(long fromMs, long toMs) => StartsAtMs <= toMs && fromMs < EndsAtMs + AfterMs;
}
