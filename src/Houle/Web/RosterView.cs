using System.Globalization;
using System.Text.Json.Nodes;
using Houle.Ingest.Privacy;
using Houle.Ingest.Rosters;
using Houle.Streams.Topology;

namespace Houle.Web;

/// <summary>The roster as the API puts it beside rows about creators: names, and giveaways that explain growth. Nothing of it is stored.</summary>
internal sealed class RosterView
{
    private readonly IReadOnlyDictionary<string, string> _names;
    private readonly ILookup<string, Giveaway> _giveaways;

    /// <param name="keys">Those of ingest: pseudonyms are made of accounts with them.</param>
    public RosterView(Roster roster, PseudonymKeys keys)
    {
        Pseudonyms pseudonyms = new(keys);
        _names = roster.Names(keys);
        _giveaways = roster.Giveaways.ToLookup(giveaway => AccountName.Pseudonym(pseudonyms, giveaway.Account)!, StringComparer.Ordinal);
    }

    public static RosterView Empty { get; } = new(Roster.Empty, PseudonymKeys.Demo);

    public bool IsEmpty => _names.Count == 0 && _giveaways.Count == 0;

    /// <summary>The giveaways as Select knows them: pseudonyms and times, no names.</summary>
    public IReadOnlyList<KnownGiveaway> Known =>
    [
        .. _giveaways.SelectMany(creator => creator, (creator, giveaway) => new KnownGiveaway(creator.Key, giveaway.StartsAtMs, giveaway.EndsAtMs))
            .OrderBy(known => known.Creator, StringComparer.Ordinal).ThenBy(known => known.StartsAtMs),
    ];

    /// <summary>Adds <c>name</c>, and to growth that a giveaway explains (<c>explained_by</c>) or growth at once (<c>anomaly</c> or <c>last_anomaly</c> is follower_spike) the <c>giveaway</c> that it
    /// coincides with, up to three days after its end; null where there is none.</summary>
    public void Tell(JsonNode row)
    {
        string creator = (string)row["creator"]!;
        row["name"] = _names.GetValueOrDefault(creator);
        if ((string?)row["explained_by"] is { } cause)
            row["giveaway"] = cause == "giveaway" ? _giveaways[creator].FirstOrDefault(giveaway => Day(giveaway.StartsAtMs) == (string?)row["cause"])?.Name : null;
        (string anomaly, string at)? growth = row["anomaly"] is not null ? ("anomaly", "as_of") : row["last_anomaly"] is not null ? ("last_anomaly", "last_anomaly_at") : null;
        if (growth is not { } told) return;
        row["giveaway"] = (string?)row[told.anomaly] == "follower_spike" && (string?)row[told.at] is { } text
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset at)
            ? _giveaways[creator].FirstOrDefault(giveaway => at.ToUnixTimeMilliseconds() >= giveaway.StartsAtMs && at.ToUnixTimeMilliseconds() < giveaway.EndsAtMs + KnownGiveaway.AfterMs)?.Name
            : null;
    }

    private static string Day(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
