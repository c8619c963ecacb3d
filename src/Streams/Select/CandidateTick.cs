using System.Globalization;
using System.Text;
using Houle.Detection.Bursts;
using Houle.Detection.Explain;
using Houle.Events;
using Houle.Streams.Alerts;
using Houle.Streams.Windows;

namespace Houle.Streams.Select;

/// <summary>A block of houle.candidates as plain objects: one cell's tick.</summary>
internal sealed class CandidateTick
{
    private readonly List<Candidate> _candidates = [];
    private readonly List<BurstReport> _reports = [];

    public CandidateTick(ReadOnlySpan<byte> body)
    {
        CandidateBlock block = CandidateBlock.Read(body);
        (Cell, Level, Shard, Tests) = (Encoding.UTF8.GetString(block.Cell), block.Level, block.Shard, (int)block.Tests);
        Minute = (int)(block.WindowStartMs / Minutes.LengthMs);
        LearningSince = (int)(block.LearningSinceMs / Minutes.LengthMs);
        foreach (CandidateReport report in block.Reports)
        {
            _reports.Add(ReportOf(report));
            _candidates.Add(new Candidate(report.Kind, Encoding.UTF8.GetString(report.Entity), report.People, report.Unnamed)
            {
                SmallestBurst = report.SmallestBurst, SponsoredShare = report.SponsoredShare,
                Formats = FormatsOf(report), Contributors = ContributorsOf(report), Segments = SegmentsOf(report), Links = report.Links.ToStrings(),
            });
        }
    }

    public string Cell { get; }

    public CellLevel Level { get; }

    public int Shard { get; }

    /// <summary>Keys tested.</summary>
    public int Tests { get; }

    public int Minute { get; }

    /// <summary>First minute of the baseline.</summary>
    public int LearningSince { get; }

    /// <summary>Day of learning, from 1.</summary>
    public int LearningDay => ((Minute - LearningSince) / 1440) + 1;

    /// <summary>What belongs to each of <see cref="Reports"/> beside the test.</summary>
    public IReadOnlyList<Candidate> Candidates => _candidates;

    public ReadOnlySpan<BurstReport> Reports => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_reports);

    private static List<AlertShare> FormatsOf(scoped in CandidateReport report)
    {
        List<AlertShare> shares = [];
        foreach (FormatShare item in report.Formats)
            shares.Add(new AlertShare(RiseDimension.Format, item.Format.Symbol(), item.ShareMicros / (double)RiseShares.Whole));
        return shares;
    }

    private static List<AlertContributor> ContributorsOf(scoped in CandidateReport report)
    {
        List<AlertContributor> people = [];
        foreach (PersonShare item in report.PeopleShares)
        {
            people.Add(new AlertContributor(
                item.Person.ToString("x16", CultureInfo.InvariantCulture), item.ShareMicros / (double)RiseShares.Whole, Authenticity: null));
        }

        return people;
    }

    private static List<AlertSegment> SegmentsOf(scoped in CandidateReport report)
    {
        List<AlertSegment> segments = [];
        foreach (SegmentCount item in report.Segments)
            segments.Add(new AlertSegment(Encoding.UTF8.GetString(item.Segment), item.People, item.Of, item.UsualMicros / (double)RiseShares.Whole));
        return segments;
    }

    private static BurstReport ReportOf(scoped in CandidateReport from)
    {
        BurstReport report = new()
        {
            Key = EntityKeys.Of(from.Kind, from.Entity), P = from.P, Strongest = (Scale)from.Strongest, RatioLow = from.RatioLow,
            AuthenticShare = from.AuthenticShare, BaselineDays = from.BaselineDays,
        };
        int scale = 0;
        foreach (CandidateWindow window in from.Windows)
        {
            if (scale == Scales.Count) throw new InvalidDataException($"a report has more than {Scales.Count} spans");
            report.Windows[scale++] = new WindowTest(window.Observed, window.Expected, window.Dispersion, window.P);
        }

        if (scale < Scales.Count || (uint)from.Strongest >= Scales.Count)
            throw new InvalidDataException($"a report has {scale} spans, the strongest of them number {from.Strongest}; {Scales.Count} belong there");
        return report;
    }
}

/// <summary>Who and what a report is about, and what carries it.</summary>
internal sealed record Candidate(EntityKind Kind, string Entity, long People, bool Unnamed)
{
    public double? SmallestBurst { get; init; }

    public double SponsoredShare { get; init; }

    public IReadOnlyList<AlertShare> Formats { get; init; } = [];

    public IReadOnlyList<AlertContributor> Contributors { get; init; } = [];

    public IReadOnlyList<AlertSegment> Segments { get; init; } = [];

    public IReadOnlyList<string> Links { get; init; } = [];
}
