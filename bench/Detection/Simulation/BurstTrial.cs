using Houle.Detection.Bursts;

namespace Houle.Bench.Detection.Simulation;

/// <summary>What one run of a scenario gave.</summary>
internal sealed record TrialResult(
    List<Planted> Bursts, int Alerts, int FalseAlerts, int Ticks, double TickFalseShare, int FlaggedTicks, long Updates)
{
    public double FalseShare => Alerts == 0 ? 0 : (double)FalseAlerts / Alerts;
}

/// <summary>Runs the detector and the selection over a made cell and compares with what was planted.</summary>
internal static class BurstTrial
{
    /// <summary>A burst stands in the longest window for a day after its end: until then an alert on its key is true.</summary>
    private const int AfterMinutes = 1440;

    /// <param name="see">Told each report of the time under test, for rivals and calibration: minute, report, tests, whether
    /// it is truly bursting.</param>
    public static TrialResult Run(
        Scenario scenario, int seed, BurstOptions options, SelectorOptions select, Action<int, BurstReport, int, bool>? see = null,
        MinuteWatcher? watch = null)
    {
        MadeCell cell = new(scenario, seed);
        CellDetector detector = new(options);
        AlertSelector selector = new(select);
        ILookup<int, Planted> planted = cell.Bursts.ToLookup(burst => burst.Key);
        int alerts = 0, wrong = 0, ticks = 0, flaggedTicks = 0;
        long updates = 0;
        double tickFalse = 0;
        for (int minute = cell.Start; minute < cell.End; minute++)
        {
            ReadOnlySpan<KeyMinute> keys = cell.Minute(minute);
            updates += keys.Length;
            watch?.Invoke(minute, keys, minute >= cell.TestFrom);
            if (keys.IsEmpty) continue;
            ReadOnlySpan<BurstReport> reports = detector.Tick(minute, keys);
            if (minute < cell.TestFrom) continue;
            selector.Begin(minute);
            selector.Add(0, detector.Tests, !detector.IsLearning, reports);
            int flagged = 0, falsely = 0;
            foreach (TrendOutcome outcome in selector.End())
            {
                Planted? burst = Truth(planted, (int)outcome.Key - 1, minute);
                see?.Invoke(minute, reports[outcome.Index], detector.Tests, burst is not null);
                if (outcome.IsFlagged)
                {
                    flagged++;
                    if (burst is null) falsely++;
                    else if (burst.FirstFlag < 0) burst.FirstFlag = minute;
                }

                if (!outcome.HasOpened) continue;
                alerts++;
                if (burst is null) wrong++;
                else if (burst.FirstAlert < 0) burst.FirstAlert = minute;
            }

            ticks++;
            if (flagged == 0) continue;
            flaggedTicks++;
            tickFalse += (double)falsely / flagged;
        }

        return new TrialResult(cell.Bursts, alerts, wrong, ticks, tickFalse / Math.Max(1, ticks), flaggedTicks, updates);
    }

    public static Planted? Truth(ILookup<int, Planted> planted, int key, int minute)
    {
        foreach (Planted burst in planted[key])
        {
            if (minute >= burst.StartMinute && minute < burst.EndMinute + AfterMinutes) return burst;
        }

        return null;
    }
}

/// <summary>Sees each minute before the detector does.</summary>
internal delegate void MinuteWatcher(int minute, ReadOnlySpan<KeyMinute> keys, bool isTest);
