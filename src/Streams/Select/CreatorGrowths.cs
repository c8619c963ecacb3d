using System.Globalization;
using Houle.Avro.Binary;
using Houle.Events;
using Houle.Streams.Alerts;
using Houle.Streams.Topology;
using Houle.Streams.Windows;

namespace Houle.Streams.Select;

/// <summary>Labels followers that came to a creator at once with what explains them: a giveaway of theirs, or a trend that their posts are
/// part of. Where nothing does, and the creator has had a partnership, an alert on the creator opens.</summary>
/// <remarks>It labels, and changes no score: authentic weights never depend on trends. An alert goes on while followers keep coming at
/// once, and closes three days after they did last. A function of what was seen, in order of minute and creator.</remarks>
internal sealed class CreatorGrowths(TopologyOptions topology, DetectionOptions options, ResultWriter results, Calendar calendar)
{
    public const int OpenMinutes = 3 * 1440;

    /// <summary>A trend that was over for longer when the earlier count was taken explains nothing.</summary>
    public const long BeforeMs = 86_400_000;

    private const int AlertsMax = 10_000; // open at once; past it growth is labelled alone

    private readonly ILookup<string, KnownGiveaway> _giveaways = options.Giveaways.ToLookup(known => known.Creator, StringComparer.Ordinal);
    private readonly SortedDictionary<string, AlertRecord> _open = new(StringComparer.Ordinal); // by creator

    public PastTrends Trends { get; } = new();

    /// <summary>Minutes before it are judged.</summary>
    public int Passed { get; private set; }

    public void Judge(int minute, List<GrowthRecord> growths)
    {
        PassTo(minute);
        growths.Sort(static (a, b) => string.CompareOrdinal(a.Creator, b.Creator) is var order and not 0 ? order : a.ToMs.CompareTo(b.ToMs));
        foreach (GrowthRecord growth in growths) Judge(minute, growth);
        Passed = minute + 1;
    }

    /// <summary>Closes alerts whose time is over before a minute.</summary>
    public void PassTo(int minute)
    {
        foreach ((string creator, AlertRecord alert) in _open.Where(open => ClosesAt(open.Value) < minute).ToArray())
        {
            results.Write(GrowthAlert.Closed(alert, (ClosesAt(alert) + 1) * Minutes.LengthMs));
            _open.Remove(creator);
        }

        Trends.Forget(minute);
        Passed = Math.Max(Passed, minute);
    }

    private static int ClosesAt(AlertRecord alert) => (int)(alert.UpdatedAtMs / Minutes.LengthMs) - 1 + OpenMinutes;

    private void Judge(int minute, GrowthRecord growth)
    {
        if (_giveaways[growth.Creator].Where(known => known.Explains(growth.FromMs, growth.ToMs)).MinBy(known => known.StartsAtMs) is { } giveaway)
        {
            results.Write(growth, GrowthCause.Giveaway, Day(giveaway.StartsAtMs), $"the creator gave away from {Day(giveaway.StartsAtMs)} to {Day(giveaway.EndsAtMs)}", null);
            return;
        }

        HashSet<string> cells = [.. growth.Cities, .. growth.Cities.SelectMany(city => topology.Above(city)).Select(parent => parent.Cell)];
        if (Trends.Find(cells, growth.Named, growth.FromMs - BeforeMs, growth.ToMs, minute) is var (trend, opened))
        {
            string reason = $"the {trend.Kind.Symbol()} {trend.Entity} swelled in {trend.Cell} from {Moment((opened + 1) * Minutes.LengthMs)}, and the creator's latest posts name it";
            results.Write(growth, GrowthCause.Trend, trend.AlertId, reason, null);
            return;
        }

        string? alert = growth.IsPartner && growth.Gained >= options.PeopleMin ? Alert(growth) : null;
        results.Write(growth, GrowthCause.None, null, "no giveaway is listed, and nothing that the creator's latest posts name swelled there then", alert);
    }

    private string? Alert(GrowthRecord growth)
    {
        if (!_open.TryGetValue(growth.Creator, out AlertRecord? before) && _open.Count >= AlertsMax) return null;
        AlertRecord alert = GrowthAlert.Of(growth, options, before);
        alert = alert with { CoincidesWith = calendar.Coinciding(alert) };
        _open[growth.Creator] = alert;
        results.Write(alert);
        return alert.Id;
    }

    private static string Day(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Moment(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms).ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    public void Write(ByteBuffer to)
    {
        AvroWriter writer = new(to);
        writer.WriteLong(Passed);
        writer.WriteLong(_open.Count);
        foreach (AlertRecord alert in _open.Values) writer.WriteBytes(AlertCodec.Write(alert));
        Trends.Write(to);
    }

    /// <summary>Takes up what <see cref="Write"/> wrote.</summary>
    public void Read(ref AvroReader from)
    {
        Passed = (int)from.ReadLong();
        for (long left = from.ReadLong(); left > 0; left--)
        {
            AlertRecord alert = AlertCodec.Read(from.ReadBytes());
            _open.Add(alert.Creator!, alert);
        }

        Trends.Read(ref from);
    }
}
