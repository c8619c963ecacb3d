using System.Globalization;
using System.Text.Json.Nodes;
using Houle.Ingest.Privacy;
using Houle.Ingest.Rosters;

namespace Houle.Web;

/// <summary>The roster as the API puts it beside rows about creators: names, and giveaways that explain growth. Nothing of it is stored.</summary>
internal sealed class RosterView
{
    /// <summary>Followers still come for a while after a giveaway.</summary>
    private const long AfterMs = 3 * 86_400_000L;

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

    /// <summary>Adds <c>name</c>, and to growth at once (<c>anomaly</c> or <c>last_anomaly</c> is follower_spike) the <c>giveaway</c> that it
    /// coincides with, up to three days after its end; null where there is none.</summary>
    public void Tell(JsonNode row)
    {
        string creator = (string)row["creator"]!;
        row["name"] = _names.GetValueOrDefault(creator);
        (string anomaly, string at)? growth = row["anomaly"] is not null ? ("anomaly", "as_of") : row["last_anomaly"] is not null ? ("last_anomaly", "last_anomaly_at") : null;
        if (growth is not { } told) return;
        row["giveaway"] = (string?)row[told.anomaly] == "follower_spike" && (string?)row[told.at] is { } text
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset at)
            ? _giveaways[creator].FirstOrDefault(giveaway => at.ToUnixTimeMilliseconds() >= giveaway.StartsAtMs && at.ToUnixTimeMilliseconds() < giveaway.EndsAtMs + AfterMs)?.Name
            : null;
    }
}
