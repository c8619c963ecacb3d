using System.Globalization;
using Houle.Events;
using Houle.Streams.Alerts;
using Houle.Streams.Tests.Oracle;
using Houle.Streams.Topology;

namespace Houle.Streams.Tests.Select;

/// <summary>What explains each growth, by lists of what creators posted and of alerts as they were written.</summary>
internal static class NaiveGrowth
{
    private const long Day = 86_400_000;

    /// <summary>A line for each growth of a fifth or more: creator, followers, cause.</summary>
    public static List<string> Label(List<PlainStream> streams, IReadOnlyList<KnownGiveaway> giveaways, IReadOnlyList<AlertRecord> alerts)
    {
        List<string> lines = [];
        foreach (IGrouping<string, PlainEvent> creator in streams[0].Partitions.SelectMany(part => part)
            .Where(one => one.Person?.StartsWith("creator-", StringComparison.Ordinal) == true || one.Page is not null).GroupBy(one => one.Page ?? one.Person!))
        {
            List<string> named = [];
            Dictionary<string, int> audience = [];
            string? home = null;
            PlainEvent? before = null;
            foreach (PlainEvent one in creator)
            {
                if (one.Page is not null)
                {
                    audience[one.City!] = audience.GetValueOrDefault(one.City!) + 1;
                }
                else if (one.Form == EventForm.Event)
                {
                    if (before is null) continue; // followers are not known yet
                    home = one.City;
                    foreach (EntityKind kind in (EntityKind[])[EntityKind.Sound, EntityKind.Hashtag, EntityKind.Product])
                    {
                        string? first = one.Entities.Where(entity => entity.Kind == kind).Select(entity => $"{kind} {entity.Id}").FirstOrDefault();
                        if (first is not null && !named.Contains(first)) named = [first, .. named.Take(6)];
                    }
                }
                else
                {
                    if (before is not null && one.Followers > before.Followers)
                        lines.Add($"{creator.Key} {one.Followers} {Cause(creator.Key, before.TimeMs, one.TimeMs, named, home, audience, giveaways, alerts)}");
                    before = one;
                }
            }
        }

        lines.Sort(StringComparer.Ordinal);
        return lines;
    }

    private static string Cause(
        string creator, long fromMs, long toMs, List<string> named, string? home, Dictionary<string, int> audience, IReadOnlyList<KnownGiveaway> giveaways,
        IReadOnlyList<AlertRecord> alerts)
    {
        (fromMs, toMs) = (fromMs / 60_000 * 60_000, toMs / 60_000 * 60_000); // counts are kept by minute
        KnownGiveaway? giveaway = giveaways.FirstOrDefault(one => one.Creator == creator && one.StartsAtMs <= toMs && one.EndsAtMs + (3 * Day) > fromMs);
        if (giveaway is not null) return "giveaway " + DateTimeOffset.FromUnixTimeMilliseconds(giveaway.StartsAtMs).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        List<string> places = [];
        if (home is not null) places.Add(home);
        if (audience.Count > 0) places.Add(audience.OrderByDescending(city => city.Value).ThenBy(city => city.Key, StringComparer.Ordinal).First().Key);
        places.AddRange(places.Select(place => place[..2]).ToArray());
        string? alert = alerts.Where(one => one.State == AlertState.Opened && one.Category == AlertCategory.Swell && places.Contains(one.Cell) && named.Contains($"{one.Kind} {one.Entity}"))
            .Where(one => one.OpenedAtMs - 60_000 < toMs)
            .Where(one => alerts.FirstOrDefault(end => end.Id == one.Id && end.State == AlertState.Closed) is not { } end || end.UpdatedAtMs > fromMs - Day)
            .OrderBy(one => one.OpenedAtMs).ThenBy(one => one.Id, StringComparer.Ordinal).FirstOrDefault()?.Id;
        return alert is null ? "none" : $"trend {alert}";
    }
}
