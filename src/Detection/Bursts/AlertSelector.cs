using System.Buffers;
using System.Runtime.InteropServices;
using Houle.Detection.Multiplicity;

namespace Houle.Detection.Bursts;

/// <summary>What a tick means for one reported key.</summary>
/// <param name="Cell">Number of the cell, the caller's.</param>
/// <param name="Index">Place of the report among those given for that cell.</param>
/// <param name="Q">q-value among all active keys of the cell (Benjamini and Hochberg).</param>
/// <param name="IsFlagged">Whether <paramref name="Q"/> is within the aim: the key bursts now.</param>
/// <param name="HasOpened">Whether an alert opens with this tick.</param>
/// <param name="IsSpread">Whether it opened by <see cref="AlertSelector.Spread"/>: its key swells in another cell already.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct TrendOutcome(int Cell, int Index, ulong Key, double Q, bool IsFlagged, bool HasOpened, bool IsSpread, Trend Trend);

/// <summary>Decides over the reports of all cells of a tick: which keys burst, which alerts open, how trends go on.</summary>
/// <remarks>Per tick: Benjamini and Hochberg over all active keys of each cell; the cells' own evidence (Simes' p over keys
/// that could open an alert, which is their smallest q-value) selected by Benjamini and Yekutieli at the level that
/// <see cref="DecayingFalseDiscovery"/> grants the tick; within the selected cells at that level times their share of
/// all cells (Y. Benjamini and M. Bogomolov, JRSS B 76 (2014) 297-318). While trends are open and there are other cells that they could
/// reach, half of the level is theirs (<see cref="SpreadingKeys"/>). One selector serves all cells, in one task; use:
/// <see cref="Begin"/>, <see cref="Add"/> for each cell of the tick in a fixed order, <see cref="End"/>.</remarks>
public sealed class AlertSelector(SelectorOptions options)
{
    private readonly Dictionary<(int Cell, ulong Key), Trend> _trends = [];
    private readonly List<(int Cell, ulong Key)> _over = [];
    private readonly List<CellTick> _cells = [];
    private readonly SpreadingKeys _spreading = new();
    private TrendOutcome[] _outcomes = new TrendOutcome[64];
    private BurstReport[] _reports = new BurstReport[64];
    private int[] _order = new int[64];
    private double[] _p = new double[64], _q = new double[64], _cellP = new double[16], _cellQ = new double[16];
    private int[] _cellOrder = new int[16];
    private int _count;
    private int _minute;
    private DecayingFalseDiscovery _online;

    /// <summary>Trends that are open or cooling down.</summary>
    public int Trends => _trends.Count;

    /// <summary>Level that the last tick was granted for opening alerts.</summary>
    public double Level { get; private set; }

    /// <summary>Level within the selected cells at the last tick: what a q-value had to be at most to open an alert.</summary>
    public double OpeningLevel { get; private set; }

    /// <summary>By what alerts of the last tick opened whose key swells in another cell already.</summary>
    public SpreadTest Spread { get; private set; }

    /// <summary>Cells of the last tick, over which discoveries were controlled.</summary>
    public int Cells => _cells.Count;

    /// <summary>q-value of a cell of the last tick, among its cells (Benjamini and Yekutieli); 1 for one without tests.</summary>
    public double CellQ(int cell)
    {
        foreach (CellTick tick in _cells)
        {
            if (tick.Cell == cell) return tick.Q;
        }

        return 1;
    }

    /// <summary>The trend of a key, if it is open or cooling down.</summary>
    public bool TryGetTrend(int cell, ulong key, out Trend trend) => _trends.TryGetValue((cell, key), out trend);

    /// <summary>Begins a tick, at a minute after the last one.</summary>
    public void Begin(int minute)
    {
        if (minute <= _minute) throw new ArgumentException($"minute {minute} does not follow {_minute}", nameof(minute));
        _minute = minute;
        _count = 0;
        _cells.Clear();
        _spreading.Begin(_trends);
    }

    /// <summary>Adds a cell's reports.</summary>
    /// <param name="tests">Number of active keys of the cell, seen or not; at least the number of reports.</param>
    /// <param name="mayOpen">False while the cell is learning.</param>
    public void Add(int cell, int tests, bool mayOpen, ReadOnlySpan<BurstReport> reports)
    {
        if (tests < reports.Length) throw new ArgumentException($"{tests} tests cannot give {reports.Length} reports", nameof(tests));
        int start = _count, count = reports.Length;
        Reserve(start + count);
        for (int i = 0; i < count; i++) (_order[i], _p[i]) = (i, reports[i].P);
        _p.AsSpan(0, count).Sort(_order.AsSpan(0, count));
        FalseDiscovery.BenjaminiHochberg(_p.AsSpan(0, count), tests, _q.AsSpan(0, count));
        double smallest = 1;
        for (int rank = 0; rank < count; rank++)
        {
            int index = _order[rank];
            ref readonly BurstReport report = ref reports[index];
            _trends.TryGetValue((cell, report.Key), out Trend trend);
            double q = _q[rank];
            _reports[start + index] = report;
            _outcomes[start + index] = new TrendOutcome(cell, index, report.Key, q, q <= options.Q, false, false, trend);
            if (trend.MayOpen(_minute, report, options)) smallest = Math.Min(smallest, q);
        }

        _count += count;
        if (tests > 0) _cells.Add(new CellTick(cell, start, count, smallest, mayOpen || options.OpenWhileLearning));
    }

    /// <summary>Ends the tick. One without a cell lets trends end, and takes no part of the level.</summary>
    /// <returns>An outcome for each report, in the order given; valid until the next call. Trends that are over no longer
    /// appear.</returns>
    public ReadOnlySpan<TrendOutcome> End()
    {
        if (_cells.Count > 0) Level = _online.Level(_minute, options.Q, options.MemoryMinutes, options.OverlapMinutes);
        bool maySpread = _spreading.Any && _cells.Count > 1;
        OpeningLevel = SelectCells(maySpread ? Level / 2 : Level);
        _online.Opened(OpenAlerts(OpeningLevel) + (maySpread ? OpenSpreading(Level / 2) : 0));
        for (int i = 0; i < _count; i++)
        {
            ref TrendOutcome outcome = ref _outcomes[i];
            if (outcome.HasOpened || !outcome.Trend.IsOpen) continue;
            Trend trend = outcome.Trend;
            trend.Update(_minute, _reports[i], options);
            _trends[(outcome.Cell, outcome.Key)] = trend;
            outcome = outcome with { Trend = trend };
        }

        if (_minute % 60 == 0 || _trends.Count > 0 && _minute % 10 == 0) Sweep();
        return _outcomes.AsSpan(0, _count);
    }

    /// <summary>Selects cells by Benjamini and Yekutieli.</summary>
    /// <returns>Level within each selected cell.</returns>
    private double SelectCells(double level)
    {
        int cells = _cells.Count;
        if (cells == 0) return 0;
        if (_cellP.Length < cells)
        {
            _cellP = new double[cells * 2];
            _cellQ = new double[cells * 2];
            _cellOrder = new int[cells * 2];
        }

        for (int i = 0; i < cells; i++) (_cellP[i], _cellOrder[i]) = (_cells[i].Simes, i);
        Span<double> p = _cellP.AsSpan(0, cells), q = _cellQ.AsSpan(0, cells);
        p.Sort(_cellOrder.AsSpan(0, cells));
        FalseDiscovery.BenjaminiYekutieli(p, cells, q);
        int selected = 0;
        while (selected < cells && q[selected] <= level) selected++;
        for (int rank = 0; rank < cells; rank++)
        {
            int cell = _cellOrder[rank];
            _cells[cell] = _cells[cell] with { IsSelected = rank < selected, Q = q[rank] };
        }

        return level * selected / cells;
    }

    private int OpenAlerts(double level)
    {
        int opened = 0;
        foreach (CellTick cell in _cells)
        {
            if (!cell.IsSelected || !cell.MayOpen) continue;
            for (int i = cell.Start; i < cell.Start + cell.Count; i++)
            {
                ref readonly TrendOutcome outcome = ref _outcomes[i];
                if (outcome.Q > level || !outcome.Trend.MayOpen(_minute, _reports[i], options)) continue;
                Open(i, isSpread: false);
                opened++;
            }
        }

        return opened;
    }

    private int OpenSpreading(double level)
    {
        foreach (CellTick cell in _cells)
        {
            if (!cell.MayOpen) continue;
            for (int i = cell.Start; i < cell.Start + cell.Count; i++)
            {
                ref readonly TrendOutcome outcome = ref _outcomes[i];
                if (!outcome.HasOpened && _spreading.Contains(outcome.Key) && outcome.Trend.MayOpen(_minute, _reports[i], options)) _spreading.Add(_reports[i].P, i);
            }
        }

        ReadOnlySpan<int> selected = _spreading.Select(_cells.Count, level, out SpreadTest test);
        Spread = test;
        foreach (int i in selected) Open(i, isSpread: true);
        return selected.Length;
    }

    private void Open(int i, bool isSpread)
    {
        ref TrendOutcome outcome = ref _outcomes[i];
        Trend trend = Trend.Open(_minute, _reports[i], outcome.Q);
        _trends[(outcome.Cell, outcome.Key)] = trend;
        outcome = outcome with { HasOpened = true, IsSpread = isSpread, Trend = trend };
    }

    /// <summary>Ends trends that nobody reports any more, and forgets those that have cooled down.</summary>
    private void Sweep()
    {
        _over.Clear();
        foreach (((int Cell, ulong Key) id, Trend trend) in _trends)
        {
            if (trend.IsOpen ? _minute - trend.SupportedMinute >= options.QuietMinutes
                : _minute - trend.ClosedMinute >= options.CooldownMinutes) _over.Add(id);
        }

        foreach ((int Cell, ulong Key) id in _over)
        {
            ref Trend trend = ref CollectionsMarshal.GetValueRefOrNullRef(_trends, id);
            if (trend.IsOpen) trend.Update(_minute, options);
            else _trends.Remove(id);
        }
    }

    private void Reserve(int count)
    {
        if (count <= _outcomes.Length) return;
        int size = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)count);
        Array.Resize(ref _outcomes, size);
        Array.Resize(ref _reports, size);
        Array.Resize(ref _order, size);
        Array.Resize(ref _p, size);
        Array.Resize(ref _q, size);
    }

    /// <summary>Writes trends and the memory of alerts, in order of cell and key.</summary>
    public void Write(IBufferWriter<byte> to)
    {
        var rows = new TrendRow[_trends.Count];
        int at = 0;
        foreach (((int Cell, ulong Key) id, Trend trend) in _trends) rows[at++] = new TrendRow(id.Key, id.Cell, trend);
        Array.Sort(rows, static (a, b) => a.Cell != b.Cell ? a.Cell.CompareTo(b.Cell) : a.Key.CompareTo(b.Key));
        StateWriter.Write(to, _minute);
        StateWriter.Write(to, _online);
        StateWriter.Write<TrendRow>(to, rows);
    }

    /// <summary>Takes up what <see cref="Write"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It is cut.</exception>
    public void Read(ReadOnlySpan<byte> bytes)
    {
        StateReader from = new(bytes);
        _minute = from.Read<int>();
        _online = from.Read<DecayingFalseDiscovery>();
        ReadOnlySpan<byte> rows = from.Next<TrendRow>(out int count);
        _trends.Clear();
        var held = new TrendRow[count];
        rows.CopyTo(MemoryMarshal.AsBytes(held.AsSpan()));
        foreach (TrendRow row in held) _trends[(row.Cell, row.Key)] = row.Trend;
    }

    private readonly record struct CellTick(int Cell, int Start, int Count, double Simes, bool MayOpen)
    {
        public bool IsSelected { get; init; }

        public double Q { get; init; }
    }

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct TrendRow(ulong Key, int Cell, Trend Trend);
}
