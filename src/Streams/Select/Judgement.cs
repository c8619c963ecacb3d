using System.Globalization;
using System.Text;
using Houle.Detection.Bursts;
using Houle.Events;
using Houle.Streams.Alerts;
using Houle.Streams.Hashing;
using Houle.Streams.Topology;
using Houle.Streams.Windows;

namespace Houle.Streams.Select;

/// <summary>Turns the report of a key and what was decided of it into an alert with its evidence (contract C5).</summary>
internal sealed class Judgement(DetectionOptions options, CityReports cities)
{
    private const string Test = "negative_binomial_mid_p";

    private readonly string _combination = options.Bursts.Combination.ToString().ToLowerInvariant();
    private readonly string _configuration = Hash64.Of(Encoding.UTF8.GetBytes(options.Description)).ToString("x16", CultureInfo.InvariantCulture);

    /// <summary>The alert as it stands at this tick, without revision, spread, severity and sentences.</summary>
    /// <param name="before">The same trend at an earlier tick: what belongs to its opening stays; null at the opening.</param>
    public AlertRecord Of(CandidateTick tick, int index, in TrendOutcome outcome, AlertRecord? before)
    {
        Candidate candidate = tick.Candidates[index];
        long nowMs = (tick.Minute + 1) * Minutes.LengthMs;
        bool isComplaint = candidate.Kind == EntityKind.Complaint;
        AlertRecord alert = before ?? new AlertRecord
        {
            Id = IdOf(tick.Cell, candidate, nowMs), Cell = tick.Cell, Kind = candidate.Kind, Entity = candidate.Entity,
            Category = isComplaint ? AlertCategory.BadBuzz : AlertCategory.Swell, Stream = Events.Stream.Social,
            Brands = isComplaint || candidate.Kind == EntityKind.Brand ? [candidate.Entity] : [],
            OpenedAtMs = nowMs, Evidence = new AlertEvidence(),
        };
        return alert with
        {
            UpdatedAtMs = nowMs, Phase = outcome.Trend.IsOpen || outcome.Trend.ClosedMinute > 0 ? Phases.Of(outcome.Trend.Phase) : Events.TrendPhase.Learning,
            People = candidate.Unnamed ? null : candidate.People,
            Evidence = EvidenceOf(tick, index, outcome.Q, alert.Evidence),
        };
    }

    private AlertEvidence EvidenceOf(CandidateTick tick, int index, double q, AlertEvidence before)
    {
        BurstReport report = tick.Reports[index];
        Candidate candidate = tick.Candidates[index];
        IReadOnlyList<AlertShare> carriedBy = [.. cities.Shares(tick, report), .. candidate.Formats];
        WindowTest best = report.Best;
        (long rank, double rankP) = StepUp(tick, report.P);
        List<AlertSpan> spans = [];
        for (Scale scale = Scale.FiveMinutes; (int)scale < Scales.Count; scale++)
        {
            WindowTest window = report.Windows[(int)scale];
            spans.Add(new AlertSpan(Scales.Minutes(scale) * Minutes.LengthMs, window.Count, window.Expected, window.Dispersion, window.P));
        }

        return before with
        {
            Observed = best.Count, Expected = best.Expected, Dispersion = best.Dispersion, ScaleMs = Scales.Minutes(report.Strongest) * Minutes.LengthMs,
            RatioLow = report.RatioLow, RatioHigh = RateRatio.Upper(best.Count, best.Expected, best.Dispersion), RatioLevel = 0.95,
            Test = Test, Windows = spans, Combination = _combination, P = report.P, Q = q, Tests = tick.Tests, QRank = rank, QP = rankP,
            BaselineStartMs = tick.LearningSince * Minutes.LengthMs, BaselineEndMs = ((tick.Minute / 360) - 3) * 360 * Minutes.LengthMs,
            LearningDay = Math.Min(tick.LearningDay, options.LearningDays), LearningDays = options.LearningDays,
            SmallestBurst = candidate.SmallestBurst ?? before.SmallestBurst, AuthenticShare = report.AuthenticShare,
            SuspiciousShare = 1 - report.AuthenticShare, SponsoredShare = candidate.SponsoredShare,
            Contributors = candidate.Contributors.Count > 0 ? candidate.Contributors : before.Contributors,
            CarriedBy = carriedBy.Count > 0 ? carriedBy : before.CarriedBy, Links = candidate.Links.Count > 0 ? candidate.Links : before.Links,
            Segments = candidate.Segments,
            Configuration = _configuration,
        };
    }

    /// <summary>The rank at which the step-up minimum of Benjamini and Hochberg lies for a p, and the p there.</summary>
    private static (long Rank, double P) StepUp(CandidateTick tick, double p)
    {
        double[] sorted = new double[tick.Reports.Length];
        for (int i = 0; i < sorted.Length; i++) sorted[i] = tick.Reports[i].P;
        Array.Sort(sorted);
        (long Rank, double P) least = (0, 0);
        double smallest = double.PositiveInfinity;
        for (int i = sorted.Length - 1; i >= 0 && sorted[i] >= p; i--)
        {
            double q = sorted[i] * tick.Tests / (i + 1);
            if (q < smallest) (smallest, least) = (q, (i + 1, sorted[i]));
        }

        return least;
    }

    private static string IdOf(string cell, Candidate candidate, long openedMs) => Hash64.Of(Encoding.UTF8.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"{cell}|{candidate.Kind}|{candidate.Entity}|{openedMs}"))).ToString("x16", CultureInfo.InvariantCulture);
}
