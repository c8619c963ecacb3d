using Houle.Avro.Binary;
using Houle.Events;
using Houle.Streams.Alerts;
using Houle.Streams.Topology;
using Houle.Streams.Windows;

namespace Houle.Streams.Select;

/// <summary>Joins alerts with signals: gives an open swell of a product, or of a sound, hashtag or challenge that carries one, its
/// stock, visits and advice, and opens an alert of its own where a store runs short without a swell of the product itself.</summary>
/// <remarks>
/// An alert opens on its own stream, at once. What comes after, in a city with stores, follows the time of the join: revisions wait
/// here until all streams have closed their minute, and are then written in order of minute, the swell's own before a signal's.
/// So what an alert says, and the number of each revision, do not depend on which stream was ahead (contract C1).
/// </remarks>
internal sealed class JoinedAlerts(SignalOptions options, DetectionOptions detection, ResultWriter results)
{
    /// <summary>Minutes between two updates because of other advice.</summary>
    private const int UpdateMinutes = 120;

    /// <summary>Minutes for which a signal speaks for its product.</summary>
    private const int SignalMinutes = 60;

    /// <summary>Products that an alert tells of.</summary>
    private const int CarriedMax = 3;

    private readonly SortedDictionary<int, List<AlertRecord>> _held = [];
    private readonly SortedDictionary<int, List<SignalRecord>> _signals = [];
    private readonly Dictionary<string, SortedDictionary<string, JoinedAlert>> _open = new(StringComparer.Ordinal); // by cell, then alert id
    private readonly Dictionary<string, SortedDictionary<string, SignalRecord>> _last = new(StringComparer.Ordinal); // by cell, then product
    private readonly List<JoinedAlert> _concerned = [];
    private readonly Transfers _transfers = new(options, detection.Names);
    private int _heldMinute, _restoredMinute;

    /// <summary>Minutes before it have been passed.</summary>
    public int Passed { get; private set; }

    /// <summary>Whether an alert's revisions wait for the join.</summary>
    public bool Joins(AlertRecord alert) =>
        alert is { Category: AlertCategory.Swell, Kind: EntityKind.Product or EntityKind.Sound or EntityKind.Hashtag or EntityKind.Challenge } && options.Cities.Contains(alert.Cell);

    /// <summary>Takes a revision of a swell; the first one has been written, and the others wait.</summary>
    public void Hold(AlertRecord alert, int minute)
    {
        if (minute <= _restoredMinute) return; // read again
        _heldMinute = minute;
        if (!_held.TryGetValue(minute, out List<AlertRecord>? list)) _held.Add(minute, list = []);
        list.Add(alert);
    }

    public void Take(SignalRecord signal)
    {
        if (signal.Minute < Passed) return; // read again
        if (!_signals.TryGetValue(signal.Minute, out List<SignalRecord>? list)) _signals.Add(signal.Minute, list = []);
        if (!list.Exists(known => known.Cell == signal.Cell && known.Product == signal.Product)) list.Add(signal);
    }

    public void Take(SpareRecord spare)
    {
        if (spare.Minute >= Passed) _transfers.Spare.Take(spare); // else read again
    }

    /// <summary>All streams have closed the minutes before one, and all swells of them have been judged.</summary>
    public void PassTo(int until)
    {
        while (Next() is var minute && minute < until)
        {
            _transfers.Spare.PassTo(minute);
            if (_held.Remove(minute, out List<AlertRecord>? revisions))
            {
                foreach (AlertRecord alert in revisions) Release(alert, minute);
            }

            if (!_signals.Remove(minute, out List<SignalRecord>? signals)) continue;
            signals.Sort(static (a, b) => string.CompareOrdinal(a.Cell, b.Cell) is var order and not 0 ? order : string.CompareOrdinal(a.Product, b.Product));
            foreach (SignalRecord signal in signals) Hear(signal);
        }

        _transfers.Spare.PassTo(until - 1);
        Passed = Math.Max(Passed, until);
        Forget(until);
    }

    private int Next() => Math.Min(_held.Count > 0 ? _held.First().Key : int.MaxValue, _signals.Count > 0 ? _signals.First().Key : int.MaxValue);

    private void Release(AlertRecord alert, int minute)
    {
        List<SignalRecord> signals = Concerning(alert, minute);
        SortedDictionary<string, JoinedAlert> open = Of(_open, alert.Cell);
        if (!open.TryGetValue(alert.Id, out JoinedAlert? joined))
        {
            open.Add(alert.Id, joined = new JoinedAlert { Alert = alert, RevisedMinute = minute });
            if (signals.Count > 0) Update(joined, alert, signals, minute);
            return;
        }

        Update(joined, alert, signals, minute);
        if (alert.State == AlertState.Closed) open.Remove(alert.Id);
    }

    /// <summary>What is known of the product of an alert, or of those that it carries, the one that most people name first.</summary>
    private List<SignalRecord> Concerning(AlertRecord alert, int minute)
    {
        List<SignalRecord> signals = [];
        foreach (SignalRecord signal in Of(_last, alert.Cell).Values)
        {
            if (minute - signal.Minute < SignalMinutes && signal.Speaks(alert)) signals.Add(signal);
        }

        if (signals.Count > 1)
            signals = [.. signals.OrderByDescending(signal => signal.CarriedBy(alert).People).ThenBy(signal => signal.Product, StringComparer.Ordinal).Take(CarriedMax)];
        foreach (SignalRecord signal in signals) _transfers.Complete(signal, minute);
        return signals;
    }

    private void Hear(SignalRecord signal)
    {
        Of(_last, signal.Cell)[signal.Product] = signal;
        JoinedAlert? swell = null, shortage = null;
        _concerned.Clear();
        foreach (JoinedAlert joined in Of(_open, signal.Cell).Values)
        {
            if (!signal.Speaks(joined.Alert)) continue;
            if (joined.Alert.Category == AlertCategory.Signal) shortage = joined;
            else if (joined.Alert.Kind == EntityKind.Product) swell = joined;
            if (joined.Alert.Category != AlertCategory.Signal) _concerned.Add(joined);
        }

        foreach (JoinedAlert joined in _concerned)
        {
            List<SignalRecord> signals = Concerning(joined.Alert, signal.Minute);
            if (IsNews(joined, signals, signal.Minute)) Update(joined, joined.Alert with { State = AlertState.Updated }, signals, signal.Minute);
        }

        if (shortage is null && (swell is not null || !signal.IsShort)) return;
        _transfers.Complete(signal, signal.Minute);
        if (shortage is not null) GoOn(shortage, signal);
        else Open(signal);
    }

    private static bool IsNews(JoinedAlert joined, List<SignalRecord> signals, int minute) =>
        joined.Advice.Length == 0
        || Urgent(signals).Split('|').Except(joined.Urgent.Split('|')).Any(store => store.Length > 0)
        || (joined.Advice != Advice(signals) && minute - joined.RevisedMinute >= UpdateMinutes);

    private static string Advice(List<SignalRecord> signals) => string.Join('|', signals.Select(signal => signal.AdviceKey));

    private static string Urgent(List<SignalRecord> signals) => string.Join('|', signals.Select(signal => signal.Urgent));

    private void Open(SignalRecord signal)
    {
        AlertRecord alert = Shortage.Of(signal, detection);
        Of(_open, alert.Cell).Add(alert.Id, new JoinedAlert { Alert = alert, RevisedMinute = signal.Minute, Advice = signal.AdviceKey, Urgent = signal.Urgent });
        results.Write(alert);
    }

    private void GoOn(JoinedAlert shortage, SignalRecord signal)
    {
        if (signal.IsShort && !IsNews(shortage, [signal], signal.Minute)) return;
        Update(shortage, Shortage.Of(signal, detection, shortage.Alert), [signal], signal.Minute);
        if (!signal.IsShort) Of(_open, shortage.Alert.Cell).Remove(shortage.Alert.Id);
    }

    private void Update(JoinedAlert joined, AlertRecord alert, List<SignalRecord> signals, int minute)
    {
        joined.Revision++;
        joined.RevisedMinute = minute;
        if (signals.Count > 0) (joined.Advice, joined.Urgent) = (Advice(signals), Urgent(signals));
        alert = alert with
        {
            Revision = joined.Revision, State = alert.State == AlertState.Opened ? AlertState.Updated : alert.State,
            UpdatedAtMs = (minute + 1) * Minutes.LengthMs,
        };
        joined.Alert = signals.Count == 0 ? alert : signals[0].Into(alert);
        if (signals.Count > 0 && alert.Kind != EntityKind.Product) joined.Alert = Carrying(joined.Alert, signals);
        results.Write(joined.Alert);
    }

    /// <summary>An alert on what carries products: they are in its evidence, and named in the advice.</summary>
    private static AlertRecord Carrying(AlertRecord alert, List<SignalRecord> signals) => alert with
    {
        Do = [.. signals.SelectMany(signal => signal.Advice.Select(advice => advice with { Product = signal.Product }))],
        Evidence = alert.Evidence with { Carries = [.. signals.Select(signal => signal.CarriedBy(alert))] },
    };

    private void Forget(int until)
    {
        foreach ((string cell, SortedDictionary<string, SignalRecord> signals) in _last)
        {
            foreach (string product in signals.Where(last => until - last.Value.Minute > SignalMinutes).Select(last => last.Key).ToArray()) signals.Remove(product);
            if (signals.Count == 0) _last.Remove(cell);
        }

        _transfers.Forget(until);
    }

    private static SortedDictionary<string, T> Of<T>(Dictionary<string, SortedDictionary<string, T>> cells, string cell)
    {
        if (!cells.TryGetValue(cell, out SortedDictionary<string, T>? of)) cells.Add(cell, of = new SortedDictionary<string, T>(StringComparer.Ordinal));
        return of;
    }

    public void Write(ByteBuffer to)
    {
        AvroWriter writer = new(to);
        writer.WriteLong(Passed);
        writer.WriteLong(_heldMinute);
        writer.WriteLong(_held.Values.Sum(list => list.Count));
        foreach ((int minute, List<AlertRecord> list) in _held)
        {
            foreach (AlertRecord alert in list)
            {
                writer.WriteLong(minute);
                writer.WriteBytes(AlertCodec.Write(alert));
            }
        }

        writer.WriteLong(_signals.Values.Sum(list => list.Count) + _last.Values.Sum(signals => signals.Count));
        foreach (SignalRecord signal in _signals.Values.SelectMany(list => list)) writer.WriteBytes(signal.Bytes);
        foreach (SignalRecord signal in _last.Values.SelectMany(signals => signals.Values)) writer.WriteBytes(signal.Bytes);
        writer.WriteLong(_open.Values.Sum(alerts => alerts.Count));
        foreach (JoinedAlert joined in _open.Values.SelectMany(alerts => alerts.Values)) joined.Write(to);
        _transfers.Write(to);
    }

    /// <summary>Takes up what <see cref="Write"/> wrote.</summary>
    public void Read(ref AvroReader from)
    {
        Passed = (int)from.ReadLong();
        int heldMinute = (int)from.ReadLong();
        for (long left = from.ReadLong(); left > 0; left--)
        {
            int minute = (int)from.ReadLong();
            Hold(AlertCodec.Read(from.ReadBytes()), minute);
        }

        _heldMinute = _restoredMinute = heldMinute;
        for (long left = from.ReadLong(); left > 0; left--)
        {
            SignalRecord signal = new(from.ReadBytes());
            if (signal.Minute < Passed) Of(_last, signal.Cell)[signal.Product] = signal;
            else Take(signal);
        }

        for (long left = from.ReadLong(); left > 0; left--)
        {
            JoinedAlert joined = JoinedAlert.Read(ref from);
            Of(_open, joined.Alert.Cell).Add(joined.Alert.Id, joined);
        }

        _transfers.Read(ref from);
    }
}

/// <summary>An alert that is open as of the join, and what was last told of it.</summary>
internal sealed class JoinedAlert
{
    public required AlertRecord Alert { get; set; }

    public int Revision { get; set; }

    public int RevisedMinute { get; set; }

    /// <summary>Its advice as told: <see cref="SignalRecord.AdviceKey"/>; empty while none was.</summary>
    public string Advice { get; set; } = "";

    /// <summary>Stores that had run out or nearly, as told.</summary>
    public string Urgent { get; set; } = "";

    public void Write(ByteBuffer to)
    {
        AvroWriter writer = new(to);
        writer.WriteLong(Revision);
        writer.WriteLong(RevisedMinute);
        writer.WriteBytes(System.Text.Encoding.UTF8.GetBytes(Advice));
        writer.WriteBytes(System.Text.Encoding.UTF8.GetBytes(Urgent));
        writer.WriteBytes(AlertCodec.Write(Alert));
    }

    public static JoinedAlert Read(ref AvroReader from) => new()
    {
        Revision = (int)from.ReadLong(), RevisedMinute = (int)from.ReadLong(), Advice = System.Text.Encoding.UTF8.GetString(from.ReadBytes()),
        Urgent = System.Text.Encoding.UTF8.GetString(from.ReadBytes()), Alert = AlertCodec.Read(from.ReadBytes()),
    };
}
