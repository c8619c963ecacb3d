using System.Text;
using Houle.Events;
using Houle.Streams.Alerts;
using Houle.Streams.Windows;

namespace Houle.Streams.Select;

/// <summary>A record of houle.signals as plain objects.</summary>
internal sealed class SignalRecord
{
    /// <summary>Days of stock below which a store's case is urgent.</summary>
    private const double UrgentDays = 0.25;

    private readonly long? _visits;
    private readonly double? _visitsExpected, _daysOfCover;

    /// <param name="body">The record's body.</param>
    public SignalRecord(ReadOnlySpan<byte> body)
    {
        Bytes = body.ToArray();
        Signal signal = Signal.Read(body);
        (Cell, Product) = (Encoding.UTF8.GetString(signal.Cell), Encoding.UTF8.GetString(signal.Entity));
        EndMs = signal.WindowStartMs + signal.WindowMs;
        (UnitsPerDay, UsualUnitsPerDay, Risk, _daysOfCover) = (signal.UnitsPerDay, signal.UsualUnitsPerDay, signal.StockOutRisk, signal.DaysOfCover);
        (Recent, RecentExpected, IsShort) = (signal.UnitsRecent, signal.UnitsRecentExpected, signal.IsShort);
        RecentMs = signal.RecentMs;
        SalesSinceMs = signal.SalesSinceMs ?? EndMs;
        if (signal.EntriesExpected is { } expected) (_visits, _visitsExpected) = (signal.Entries, expected);
        List<AlertAdvice> advice = [];
        foreach (StoreAdvice item in signal.Stores) advice.Add(AlertCodec.AdviceOf(item));
        Said = Advice = advice;
        Urgent = string.Join('|', advice.Where(item => item.Action is StoreAction.Transfer or StoreAction.HoldMarkdown && item.DaysOfCover < UrgentDays).Select(item => $"{Product}:{item.Store}"));
        List<(EntityKind, string, long, long)> carriers = [];
        foreach (SignalCarrier carrier in signal.CarriedBy) carriers.Add((carrier.Kind, Encoding.UTF8.GetString(carrier.Entity), carrier.People, carrier.OfPeople));
        Carriers = carriers;
    }

    public byte[] Bytes { get; }

    public string Cell { get; }

    public string Product { get; }

    /// <summary>End of its window.</summary>
    public long EndMs { get; }

    /// <summary>The minute that it speaks of, its window's last.</summary>
    public int Minute => (int)(EndMs / Minutes.LengthMs) - 1;

    public double? UnitsPerDay { get; }

    public double? UsualUnitsPerDay { get; }

    public double? Risk { get; }

    /// <summary>Units sold lately, and usual in that time.</summary>
    public long Recent { get; }

    public double RecentExpected { get; }

    /// <summary>That time, in milliseconds.</summary>
    public long RecentMs { get; }

    public bool IsShort { get; }

    /// <summary>First sale that the usual pace rests on.</summary>
    public long SalesSinceMs { get; }

    /// <summary>What the city's own join says that each store should do.</summary>
    public IReadOnlyList<AlertAdvice> Said { get; }

    /// <summary>The same with stores of other cities to take from, where <see cref="Transfers"/> found one.</summary>
    public IReadOnlyList<AlertAdvice> Advice { get; set; }

    /// <summary>What each store is to do: other advice is news, and so is another city's store to take from.</summary>
    public string AdviceKey => string.Join('|', Advice.Select(item => $"{Product}:{item.Store}:{item.Action}{(item.FromCell is null ? "" : $"<{item.FromStore}")}"));

    /// <summary>Stores with less than six hours of stock.</summary>
    public string Urgent { get; }

    /// <summary>What swells and carries it.</summary>
    public IReadOnlyList<(EntityKind Kind, string Entity, long People, long OfPeople)> Carriers { get; }

    /// <summary>Whether it says something of what an alert is about: the product itself, or something that carries it.</summary>
    public bool Speaks(AlertRecord alert) => alert.Cell == Cell
        && (alert.Kind == EntityKind.Product ? alert.Entity == Product : Carriers.Any(carrier => carrier.Kind == alert.Kind && carrier.Entity == alert.Entity));

    /// <summary>The product as what an alert on its carrier carries.</summary>
    public AlertCarried CarriedBy(AlertRecord alert)
    {
        (_, _, long people, long ofPeople) = Carriers.First(carrier => carrier.Kind == alert.Kind && carrier.Entity == alert.Entity);
        return new AlertCarried(Product, people, ofPeople);
    }

    /// <summary>The alert with what this says of stock, visits and stores.</summary>
    public AlertRecord Into(AlertRecord alert) => alert with
    {
        Visits = _visits, VisitsExpected = _visitsExpected, UnitsPerDay = UnitsPerDay, DaysOfCover = _daysOfCover, StockOutRisk = Risk, Do = Advice,
    };
}
