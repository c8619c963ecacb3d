namespace Houle.Streams.Alerts;

/// <summary>How many of an alert's people belong to one audience segment, and what part of the place's people usually do.</summary>
/// <param name="Segment">Id of the segment.</param>
/// <param name="People">Distinct people of the span of the test who belong to it, at least k.</param>
/// <param name="Of">Distinct people of that span whose segments were counted, at least <paramref name="People"/> and at most 128: beyond that
/// a sample.</param>
/// <param name="UsualShare">0 to 1.</param>
public sealed record AlertSegment(string Segment, long People, long Of, double UsualShare)
{
    /// <summary>A segment carries an alert when at least this many times the usual share belongs to it for sure.</summary>
    public const double CarriesFrom = 1.5;

    // 99.9% on one side: an alert has up to 15 segments, and there are many alerts.
    private const double Z = 3.0902;

    /// <summary>0 to 1.</summary>
    public double Share => (double)People / Of;

    /// <summary>Lower bound of the share of such people, 99.9% sure, as if each had been drawn by himself.</summary>
    /// <remarks>E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927).</remarks>
    public double ShareLow
    {
        get
        {
            double half = Z * Math.Sqrt((Share * (1 - Share) / Of) + (Z * Z / (4.0 * Of * Of)));
            return Math.Max(0, (Share + (Z * Z / (2.0 * Of)) - half) / (1 + (Z * Z / Of)));
        }
    }

    /// <summary>Whether clearly more of it belongs to this segment than usual.</summary>
    public bool Carries => ShareLow >= CarriesFrom * UsualShare;
}
