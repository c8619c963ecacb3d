using System.Text;
using Houle.Avro.Binary;
using Houle.Detection.Bursts;
using Houle.Streams.Alerts;
using Houle.Streams.Topology;
using Houle.Streams.Windows;

namespace Houle.Streams.Select;

/// <summary>Judges minute after minute over all cells: which trends there are, and which alerts open, go on and end.</summary>
/// <remarks>A function of the ticks alone, taken in order of minute, cell and shard.</remarks>
internal sealed class Selection
{
    /// <summary>How often a key that is flagged while its cell learns is written, in minutes.</summary>
    private const int LearningEveryMinutes = 60;

    private const int SweepMinutes = 10; // the selector ends trends at every tenth minute

    private readonly DetectionOptions _options;
    private readonly ResultWriter _results;
    private readonly AlertSelector _selector;
    private readonly CityReports _cities;
    private readonly Judgement _judgement;
    private readonly Calendar _calendar;
    private readonly Moments _moments;
    private readonly CreatorGrowths _growths;
    private readonly PodPages _pods;
    private readonly Dictionary<(string Cell, int Shard), int> _numbers = [];
    private readonly SortedDictionary<(int Cell, ulong Key), TrackedTrend> _trends = [];
    private readonly Dictionary<(int Cell, ulong Key), int> _learning = [];
    private readonly List<(int Cell, ulong Key)> _gone = [];
    private int _learningHour;

    public Selection(TopologyOptions topology, DetectionOptions options, ResultWriter results)
    {
        (_options, _results) = (options, results);
        _selector = new AlertSelector(options.Selector);
        _cities = new CityReports(topology);
        _judgement = new Judgement(options, _cities);
        _calendar = new Calendar(topology, options.Calendar);
        _moments = new Moments(results, _calendar);
        _growths = new CreatorGrowths(topology, options, results, _calendar);
        _pods = new PodPages(results);
    }

    /// <summary>The last minute judged.</summary>
    public int Minute { get; private set; }

    /// <summary>Trends open or cooling down.</summary>
    public int Trends => _trends.Count;

    /// <summary>Minutes before it have nothing of creators left to judge.</summary>
    public int CreatorsPassed => _growths.Passed;

    /// <summary>Judges what was seen of creators in a minute, after the trends of that minute.</summary>
    public void JudgeCreators(int minute, List<GrowthRecord> growths, List<PodRecord> pages)
    {
        PassTo(minute);
        _pods.Judge(minute, pages);
        _growths.Judge(minute, growths);
    }

    /// <summary>Judges a minute with ticks, after those before it.</summary>
    /// <param name="ticks">At least one; in any order.</param>
    public void Judge(int minute, List<CandidateTick> ticks)
    {
        PassTo(minute);
        ticks.Sort(static (a, b) => string.CompareOrdinal(a.Cell, b.Cell) is var order and not 0 ? order : a.Shard.CompareTo(b.Shard));
        Minute = minute;
        _selector.Begin(minute);
        foreach (CandidateTick tick in ticks.Where(tick => tick.Level == Events.CellLevel.City)) _cities.Note(tick);
        foreach (CandidateTick tick in ticks) _selector.Add(NumberOf(tick), tick.Tests, tick.LearningDay > _options.LearningDays, tick.Reports);
        ReadOnlySpan<TrendOutcome> outcomes = _selector.End();
        int at = 0;
        foreach (CandidateTick tick in ticks)
        {
            for (int i = 0; i < tick.Candidates.Count; i++) Follow(tick, i, outcomes[at++]);
        }

        TellTrends();
        if (minute / 60 != _learningHour) ForgetLearning(minute);
    }

    /// <summary>Lets trends end in minutes without a tick, up to one that is not judged yet.</summary>
    public void PassTo(int minute)
    {
        for (int next = ((Minute / SweepMinutes) + 1) * SweepMinutes; next < minute && _selector.Trends > 0; next += SweepMinutes)
        {
            Minute = next;
            _selector.Begin(next);
            _selector.End();
            TellTrends();
        }

        _growths.PassTo(minute);
    }

    private void TellTrends()
    {
        if (_trends.Count == 0) return;
        EndTrends();
        Company company = new(_trends.Values, _options.PeopleMin);
        foreach (TrackedTrend trend in _trends.Values)
        {
            if (trend.ReportedMinute != Minute) continue;
            _growths.Trends.Note(trend, Minute, _options.PeopleMin);
            company.Join(trend);
            trend.Alert = trend.Alert with { Severity = Severity.Of(trend.Alert), CoincidesWith = _calendar.Coinciding(trend.Alert) };
            _results.Tell(trend, Minute);
        }

        _moments.Judge(Minute, company);
    }

    private void Follow(CandidateTick tick, int index, in TrendOutcome outcome)
    {
        (int, ulong) id = (outcome.Cell, outcome.Key);
        if (outcome.HasOpened)
        {
            TrackedTrend trend = new()
            {
                CellNumber = outcome.Cell, Key = outcome.Key, Level = tick.Level, OpenedMinute = Minute,
                Alert = _judgement.Of(tick, index, outcome, before: null), ReportedMinute = Minute,
            };
            trend.Alert = trend.Alert with
            {
                Evidence = trend.Alert.Evidence with
                {
                    Cells = _selector.Cells, QCells = _selector.Cells > 1 ? _selector.CellQ(outcome.Cell) : null,
                    OpeningLevel = outcome.IsSpread ? _selector.Spread.Level : _selector.OpeningLevel, SpreadTests = outcome.IsSpread ? _selector.Spread.Tests : null,
                    SpreadRank = outcome.IsSpread ? _selector.Spread.Rank : 0, SpreadP = outcome.IsSpread ? _selector.Spread.P : 0,
                },
            };
            _trends[id] = trend;
            _learning.Remove(id);
        }
        else if (_trends.TryGetValue(id, out TrackedTrend? trend))
        {
            if (trend.IsOver) return;
            trend.Alert = _judgement.Of(tick, index, outcome, trend.Alert);
            trend.ReportedMinute = Minute;
        }
        else if (outcome.IsFlagged && tick.LearningDay <= _options.LearningDays)
        {
            FollowLearning(tick, index, outcome, id);
        }
    }

    /// <summary>While a cell learns nothing opens, but what is flagged is shown as such.</summary>
    private void FollowLearning(CandidateTick tick, int index, in TrendOutcome outcome, (int, ulong) id)
    {
        if (_learning.TryGetValue(id, out int told) && Minute - told < LearningEveryMinutes) return;
        AlertRecord alert = _judgement.Of(tick, index, outcome, before: null);
        if (alert.IsWithheld(_options.PeopleMin)) return;
        _learning[id] = Minute;
        _results.WriteTrend(alert);
    }

    /// <summary>Notes trends that ended without a report, and forgets those that the selector forgot.</summary>
    private void EndTrends()
    {
        foreach ((var id, TrackedTrend trend) in _trends)
        {
            if (!_selector.TryGetTrend(id.Cell, id.Key, out Trend held))
            {
                _gone.Add(id);
            }
            else if (!trend.IsOver && !held.IsOpen && trend.ReportedMinute != Minute)
            {
                trend.Alert = trend.Alert with { Phase = Phases.Of(held.Phase), UpdatedAtMs = (Minute + 1) * Minutes.LengthMs };
                trend.ReportedMinute = Minute;
            }
        }

        foreach ((int, ulong) id in _gone)
        {
            if (_trends.Remove(id, out TrackedTrend? trend)) _growths.Trends.End(trend, Minute);
        }

        _gone.Clear();
    }

    /// <summary>What was told two hours ago may be told again, and need not be known.</summary>
    private void ForgetLearning(int minute)
    {
        _learningHour = minute / 60;
        foreach ((var id, int told) in _learning)
        {
            if (minute - told >= 2 * LearningEveryMinutes) _gone.Add(id);
        }

        foreach ((int, ulong) id in _gone) _learning.Remove(id);
        _gone.Clear();
    }

    private int NumberOf(CandidateTick tick)
    {
        if (_numbers.TryGetValue((tick.Cell, tick.Shard), out int number)) return number;
        _numbers.Add((tick.Cell, tick.Shard), number = _numbers.Count);
        return number;
    }

    public void Write(ByteBuffer to)
    {
        AvroWriter writer = new(to);
        writer.WriteLong(Minute);
        writer.WriteLong(_numbers.Count);
        foreach (((string cell, int shard), _) in _numbers.OrderBy(cell => cell.Value))
        {
            writer.WriteBytes(Encoding.UTF8.GetBytes(cell));
            writer.WriteLong(shard);
        }

        writer.WriteLong(_learning.Count);
        foreach (((int cell, ulong key), int told) in _learning.OrderBy(learning => learning.Key))
        {
            writer.WriteLong(cell);
            writer.WriteLong((long)key);
            writer.WriteLong(told);
        }

        writer.WriteLong(_trends.Count);
        foreach (TrackedTrend trend in _trends.Values) trend.Write(to);
        _moments.Write(to);
        _cities.Write(to);
        _growths.Write(to);
        _pods.Write(to);
        _selector.Write(to);
    }

    /// <summary>Takes up what <see cref="Write"/> wrote.</summary>
    public void Read(ReadOnlySpan<byte> bytes)
    {
        AvroReader from = new(bytes);
        Minute = (int)from.ReadLong();
        for (long left = from.ReadLong(); left > 0; left--)
            _numbers.Add((Encoding.UTF8.GetString(from.ReadBytes()), (int)from.ReadLong()), _numbers.Count);
        for (long left = from.ReadLong(); left > 0; left--)
            _learning.Add(((int)from.ReadLong(), (ulong)from.ReadLong()), (int)from.ReadLong());
        for (long left = from.ReadLong(); left > 0; left--)
        {
            TrackedTrend trend = TrackedTrend.Read(ref from);
            _trends.Add((trend.CellNumber, trend.Key), trend);
        }

        _moments.Read(ref from);
        _cities.Read(ref from);
        _growths.Read(ref from);
        _pods.Read(ref from);
        _selector.Read(bytes[from.Position..]);
    }
}
