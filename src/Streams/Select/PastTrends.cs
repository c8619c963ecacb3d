using System.Text;
using Houle.Avro.Binary;
using Houle.Events;
using Houle.Streams.Observe.Creators;
using Houle.Streams.Windows;

namespace Houle.Streams.Select;

/// <summary>Trends that are open, or have ended within a week: what may explain that a creator's followers came at once.</summary>
/// <remarks>Of what a post can be part of, and never of fewer people than may be spoken of. At most <see cref="EndedMax"/> that have ended;
/// past it the one that ended first is forgotten sooner.</remarks>
internal sealed class PastTrends
{
    public const int KeptMinutes = 7 * 1440;

    private const int EndedMax = 10_000, Open = int.MaxValue;

    private readonly SortedDictionary<(int Cell, ulong Key, int Opened), PastTrend> _trends = [];
    private readonly SortedSet<(int Ended, int Cell, ulong Key, int Opened)> _ended = [];

    /// <summary>Takes a trend as it stands after a minute was judged.</summary>
    public void Note(TrackedTrend trend, int minute, int peopleMin)
    {
        if (trend.Alert is not { Kind: { } kind, Category: AlertCategory.Swell } || !GrowthWriter.IsFollowed(kind) || trend.Alert.IsWithheld(peopleMin)) return;
        (int, ulong, int) id = (trend.CellNumber, trend.Key, trend.OpenedMinute);
        if (!_trends.TryGetValue(id, out PastTrend? known))
            _trends.Add(id, known = new PastTrend(trend.Alert.Cell, trend.Alert.Id, kind, trend.Alert.Entity!));
        if (trend.IsOver) End(id, known, minute);
    }

    /// <summary>A trend is followed no more.</summary>
    public void End(TrackedTrend trend, int minute)
    {
        (int, ulong, int) id = (trend.CellNumber, trend.Key, trend.OpenedMinute);
        if (_trends.TryGetValue(id, out PastTrend? known)) End(id, known, minute);
    }

    /// <summary>The first to open of the trends in these places that the creator's latest posts name a thing of, and that were open at
    /// some time between two moments, and within a week of a minute; null for none.</summary>
    public (PastTrend Trend, int OpenedMinute)? Find(IReadOnlySet<string> cells, IReadOnlySet<int> named, long fromMs, long toMs, int minute)
    {
        (PastTrend Trend, int OpenedMinute)? first = null;
        if (named.Count == 0) return null;
        foreach (((_, ulong key, int opened), PastTrend trend) in _trends)
        {
            if (opened * Minutes.LengthMs >= toMs || (trend.EndedMinute + 1L) * Minutes.LengthMs <= fromMs || minute - (long)trend.EndedMinute > KeptMinutes) continue;
            if (!cells.Contains(trend.Cell) || !named.Contains(CreatorRow.RecentlyNamed.Of(key))) continue;
            if (first is not { } other || (opened, trend.AlertId).CompareTo((other.OpenedMinute, other.Trend.AlertId)) < 0) first = (trend, opened);
        }

        return first;
    }

    /// <summary>Forgets what ended more than a week before a minute.</summary>
    public void Forget(int minute)
    {
        while (_ended.Count > 0 && minute - _ended.Min.Ended > KeptMinutes) ForgetFirst();
    }

    private void ForgetFirst()
    {
        (int _, int cell, ulong key, int opened) = _ended.Min;
        _ended.Remove(_ended.Min);
        _trends.Remove((cell, key, opened));
    }

    private void End((int Cell, ulong Key, int Opened) id, PastTrend trend, int minute)
    {
        if (trend.EndedMinute != Open) return;
        trend.EndedMinute = minute;
        _ended.Add((minute, id.Cell, id.Key, id.Opened));
        if (_ended.Count > EndedMax) ForgetFirst();
    }

    public void Write(ByteBuffer to)
    {
        AvroWriter writer = new(to);
        writer.WriteLong(_trends.Count);
        foreach (((int cell, ulong key, int opened), PastTrend trend) in _trends)
        {
            foreach (long number in (ReadOnlySpan<long>)[cell, (long)key, opened, (int)trend.Kind, trend.EndedMinute]) writer.WriteLong(number);
            foreach (string text in (ReadOnlySpan<string>)[trend.Cell, trend.AlertId, trend.Entity]) writer.WriteBytes(Encoding.UTF8.GetBytes(text));
        }
    }

    public void Read(ref AvroReader from)
    {
        for (long left = from.ReadLong(); left > 0; left--)
        {
            (int Cell, ulong Key, int Opened) id = ((int)from.ReadLong(), (ulong)from.ReadLong(), (int)from.ReadLong());
            EntityKind kind = (EntityKind)from.ReadLong();
            int ended = (int)from.ReadLong();
            PastTrend trend = new(Text(ref from), Text(ref from), kind, Text(ref from));
            _trends.Add(id, trend);
            if (ended != Open) End(id, trend, ended);
        }
    }

    private static string Text(ref AvroReader from) => Encoding.UTF8.GetString(from.ReadBytes());
}

/// <summary>A trend that was open once.</summary>
internal sealed record PastTrend(string Cell, string AlertId, EntityKind Kind, string Entity)
{
    /// <summary>Minute in which it was over; the largest number while it is open.</summary>
    public int EndedMinute { get; set; } = int.MaxValue;
}
