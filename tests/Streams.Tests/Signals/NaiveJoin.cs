using System.Globalization;
using System.Text;
using Houle.Detection.Bursts;
using Houle.Events;
using Houle.Streams.Tests.Oracle;
using Houle.Streams.Topology;
using Stream = Houle.Events.Stream;

namespace Houle.Streams.Tests.Signals;

/// <summary>What a signal should say, by going through all raw events again for each one: lists, sums and plain formulas.</summary>
internal sealed class NaiveJoin
{
    private const long Minute = 60_000, Hour = 3_600_000;

    private readonly TopologyOptions _options;
    private readonly List<(Stream Stream, PlainEvent Event, long CountsInMs, bool Late)> _events = [];

    public NaiveJoin(TopologyOptions options, List<PlainStream> streams)
    {
        _options = options;
        foreach (PlainStream stream in streams)
        {
            long grace = options.Streams.Single(one => one.Stream == stream.Stream).GraceMs;
            foreach (List<PlainEvent> partition in stream.Partitions)
            {
                long streamTime = long.MinValue;
                foreach (PlainEvent e in partition.Where(e => e.Form is EventForm.Event or EventForm.Snapshot))
                {
                    long start = e.TimeMs / Minute * Minute;
                    bool late = streamTime != long.MinValue && start + Minute + grace <= streamTime;
                    _events.Add((stream.Stream, e, late ? streamTime / Minute * Minute : start, late));
                    if (e.Form == EventForm.Event) streamTime = Math.Max(streamTime, e.TimeMs);
                }
            }
        }
    }

    public static string Line(scoped in Signal signal)
    {
        StringBuilder line = new();
        line.Append(CultureInfo.InvariantCulture, $"{Encoding.UTF8.GetString(signal.Entity)} until {signal.WindowStartMs + signal.WindowMs}: units {signal.Units}, recent {signal.UnitsRecent} of {signal.UnitsRecentExpected:g7}, ");
        line.Append(CultureInfo.InvariantCulture, $"pace {signal.UnitsPerDay:g7}, usual {signal.UsualUnitsPerDay:g7}, stock {signal.StockUnits}, risk {Math.Round(signal.StockOutRisk ?? -1, 6)}, ");
        line.Append(CultureInfo.InvariantCulture, $"entries {signal.Entries} of {signal.EntriesExpected:g7}, intents {signal.Intents}, mentions {signal.Mentions};");
        foreach (StoreAdvice store in signal.Stores) line.Append(CultureInfo.InvariantCulture, $" {Encoding.UTF8.GetString(store.Store)} {store.StockUnits} {store.DaysOfCover:g7}");
        return line.ToString();
    }

    /// <param name="isTold">It swells by itself, and its mentions are told.</param>
    public string Line(string product, long endMs, long? swellSinceMs, bool isTold)
    {
        long firstMs = ((endMs - Minute) / (5 * Minute) * 5 * Minute) - (55 * Minute), hour = (endMs - Minute) / Hour;
        int hours = swellSinceMs is null ? 24 : 3;
        long fromMs = (hour - hours + 1) * Hour;
        var sold = Of(Stream.Sales, EventForm.Event, endMs).Where(e => Id(e.Event, EntityKind.Product) == product).ToList();
        long units = sold.Where(e => e.CountsInMs >= firstMs).Sum(e => Units(e.Event));
        long recent = Math.Max(0, sold.Where(e => e.CountsInMs >= fromMs).Sum(e => Units(e.Event)));

        var all = Of(Stream.Sales, EventForm.Event, endMs).ToList();
        Func<long, long, double> usual = Usual(all, e => Units(e), hour);
        double total = Faded(all, e => Units(e), hour);
        double Share(IEnumerable<(Stream, PlainEvent Event, long CountsInMs, bool)> part) => total > 0 ? Faded(part, e => Units(e), hour) / total : 0;

        string[] stores = [.. Of(Stream.Sales, null, endMs).Where(e => Id(e.Event, EntityKind.Product) == product).Select(e => Id(e.Event, EntityKind.Store)!).Distinct().Order(StringComparer.Ordinal)];
        double share = stores.Sum(store => Share(sold.Where(e => Id(e.Event, EntityKind.Store) == store)));
        double expected = share * usual(fromMs, endMs), factor = (4 + recent) / (4 + expected), perDay = usual(endMs, endMs + (7 * 24 * Hour)) / 7;
        long untilMs = endMs + (swellSinceMs is { } since ? Math.Clamp(endMs - since, 6 * Hour, 72 * Hour) : 24 * Hour);

        StringBuilder advice = new();
        long? stock = null;
        double risk = -1;
        foreach (string store in stores)
        {
            double part = Share(sold.Where(e => Id(e.Event, EntityKind.Store) == store));
            long? has = Stock(store, product, endMs, out long dueMs);
            double? days = has is { } n && part * perDay * factor > 0 ? n / (part * perDay * factor) : null;
            advice.Append(CultureInfo.InvariantCulture, $" {store} {has} {days:g7}");
            if (has is not { } left) continue;
            stock = (stock ?? 0) + left;
            if (dueMs > endMs - (6 * Hour)) dueMs = Math.Max(dueMs / Minute * Minute, endMs + Hour);
            double mean = part * factor * usual(endMs, dueMs > endMs && dueMs < untilMs ? dueMs : untilMs);
            risk = Math.Max(risk, mean == 0 && left > 0 ? 0 : part == 0 ? 0 : AtLeast(left, 4 + recent, mean));
        }

        var visits = Of(Stream.FootTraffic, EventForm.Event, endMs).ToList();
        var doors = visits.Where(e => stores.Contains(Id(e.Event, EntityKind.Store))).ToList();
        double allVisits = Faded(visits, e => e.A, hour);
        double visitShare = allVisits == 0 ? 0 : doors.GroupBy(e => Id(e.Event, EntityKind.Store)).Sum(door => Faded(door, e => e.A, hour)) / allVisits;
        double? entriesExpected = doors.Count == 0 ? null : visitShare * Usual(visits, e => e.A, hour)(firstMs, endMs);

        // What was said before the product first had a shelf counts nowhere; here it had one from the first minutes.
        var asked = Of(Stream.Intents, EventForm.Event, endMs).Where(e => e.CountsInMs >= firstMs && Id(e.Event, EntityKind.Product) == product).ToList();
        int askers = asked.Select(e => e.Event.Person).OfType<string>().Distinct().Count();
        long intents = askers >= _options.Detection!.PeopleMin || (askers == 0 && asked.Count > 0) ? asked.Count : 0;
        long mentions = !isTold ? 0 : Of(Stream.Social, EventForm.Event, endMs).Count(e => !e.Late && e.CountsInMs >= firstMs && e.Event.Entities.Contains((EntityKind.Product, product)));

        StringBuilder line = new();
        line.Append(CultureInfo.InvariantCulture, $"{product} until {endMs}: units {units}, recent {recent} of {expected:g7}, pace {share * perDay * factor:g7}, usual {share * perDay:g7}, stock {stock}, risk {Math.Round(risk, 6)}, ");
        line.Append(CultureInfo.InvariantCulture, $"entries {doors.Where(e => e.CountsInMs >= firstMs).Sum(e => e.Event.A)} of {entriesExpected:g7}, intents {intents}, mentions {mentions};{advice}");
        return line.ToString();
    }

    /// <summary>Of each store in which a product lies, what it can spare of it where nothing swells, and the chance that it runs out.</summary>
    public List<(string Store, double Spare, double Risk)> Spare(string product, long endMs)
    {
        long hour = (endMs - Minute) / Hour;
        var all = Of(Stream.Sales, EventForm.Event, endMs).ToList();
        var sold = all.Where(e => Id(e.Event, EntityKind.Product) == product).ToList();
        Func<long, long, double> usual = Usual(all, e => Units(e), hour);
        double total = Faded(all, e => Units(e), hour);
        long recent = Math.Max(0, sold.Where(e => e.CountsInMs >= (hour - 23) * Hour).Sum(e => Units(e.Event)));
        string[] stores = [.. Of(Stream.Sales, null, endMs).Where(e => Id(e.Event, EntityKind.Product) == product).Select(e => Id(e.Event, EntityKind.Store)!).Distinct().Order(StringComparer.Ordinal)];
        double[] parts = [.. stores.Select(store => Faded(sold.Where(e => Id(e.Event, EntityKind.Store) == store), e => Units(e), hour) / total)];
        double factor = (4 + recent) / (4 + (parts.Sum() * usual((hour - 23) * Hour, endMs)));
        List<(string, double, double)> spare = [];
        for (int i = 0; i < stores.Length; i++)
        {
            if (Stock(stores[i], product, endMs, out _) is not { } stock) continue;
            double mean = parts[i] * factor * usual(endMs, endMs + (24 * Hour));
            spare.Add((stores[i], stock - mean - (2 * Math.Sqrt(mean * (1 + (mean / (4 + recent))))), AtLeast(stock, 4 + recent, mean)));
        }

        return spare;
    }

    /// <summary>Who names what: posts that are on time and name a person.</summary>
    public IEnumerable<PlainEvent> Posts => Of(Stream.Social, EventForm.Event, long.MaxValue).Where(e => !e.Late && e.Event.Person is not null).Select(e => e.Event);

    private IEnumerable<(Stream Stream, PlainEvent Event, long CountsInMs, bool Late)> Of(Stream stream, EventForm? form, long beforeMs) =>
        _events.Where(e => e.Stream == stream && (form is null || e.Event.Form == form) && e.CountsInMs < beforeMs);

    /// <summary>The newest level, less what was sold in the minutes after the one it counts in.</summary>
    private long? Stock(string store, string product, long endMs, out long dueMs)
    {
        var levels = Of(Stream.Sales, EventForm.Snapshot, endMs).Where(e => Id(e.Event, EntityKind.Store) == store && Id(e.Event, EntityKind.Product) == product).ToList();
        dueMs = 0;
        if (levels.Count == 0) return null;
        var newest = levels.OrderBy(e => e.Event.TimeMs).ThenByDescending(e => e.Event.A).Last();
        dueMs = newest.Event.B;
        long sold = Of(Stream.Sales, EventForm.Event, endMs)
            .Where(e => e.CountsInMs > newest.CountsInMs && Id(e.Event, EntityKind.Store) == store && Id(e.Event, EntityKind.Product) == product).Sum(e => Units(e.Event));
        return Math.Max(0, newest.Event.A - sold);
    }

    /// <summary>Counts of the hours before one, each halved once a half-life.</summary>
    private double Faded(IEnumerable<(Stream, PlainEvent Event, long CountsInMs, bool)> events, Func<PlainEvent, long> count, long hour) => Math.Max(0, events
        .Where(e => e.CountsInMs / Hour < hour).GroupBy(e => e.CountsInMs / Hour)
        .Sum(of => of.Sum(e => count(e.Event)) * Math.Pow(2, -(hour - of.Key) / (_options.Signals!.HalfLifeDays * 24.0))));

    private Func<long, long, double> Usual(List<(Stream, PlainEvent Event, long CountsInMs, bool)> events, Func<PlainEvent, long> count, long hour)
    {
        WeekProfile profile = new(_options.Signals!.HalfLifeDays);
        // Hours are learned when a count comes in a later one.
        long first = events.Count == 0 ? hour : events.Min(e => e.CountsInMs / Hour), last = events.Count == 0 ? hour : events.Max(e => e.CountsInMs / Hour);
        for (long past = first; past < last; past++)
            profile.Learn((int)past, Math.Max(0, events.Where(e => e.CountsInMs / Hour == past).Sum(e => count(e.Event))));
        return (fromMs, untilMs) =>
        {
            double sum = 0;
            for (long at = fromMs; at < untilMs; at += Minute) sum += profile.Rate((int)(at / Hour)) / 60;
            return sum;
        };
    }

    /// <summary>P(X at least n) of a negative binomial with shape r, added up from its mass at 0.</summary>
    private static double AtLeast(long n, double r, double mean)
    {
        double p = mean / (mean + r), mass = Math.Pow(1 - p, r), below = 0;
        for (long k = 0; k < n; k++)
        {
            below += mass;
            mass *= p * (k + r) / (k + 1);
        }

        return Math.Max(0, 1 - below);
    }

    private static long Units(PlainEvent e) => e.Returned ? -e.A : e.A;

    private static string? Id(PlainEvent e, EntityKind kind) => e.Entities.FirstOrDefault(entity => entity.Kind == kind).Id;
}
