using System.Text;
using Houle.Avro.Binary;
using Houle.Avro.Lists;
using Houle.Events;
using Houle.Streams.Alerts;
using Houle.Streams.Alerts.Text;
using Houle.Streams.Log;
using Houle.Streams.Observe.Creators;
using Houle.Streams.Topology;

namespace Houle.Streams.Select;

/// <summary>Writes houle.trends and houle.alerts; nothing about fewer people than may be spoken of (contract C6), and nothing
/// while the task reads again what it has read before.</summary>
internal sealed class ResultWriter(TopologyOptions topology, DetectionOptions options)
{
    /// <summary>Minutes between two updates of an alert, so that a phase that goes to and fro does not wear anybody out.</summary>
    private const int UpdateMinutes = 30;

    /// <summary>An alert this much graver is updated sooner.</summary>
    private const int GraverBy = 2;

    private const int GraverMinutes = 10;

    /// <summary>Where output goes; null while none is wanted.</summary>
    public CommitBatch? Commit { get; set; }

    /// <summary>Where revisions wait for other streams; null where nothing is joined.</summary>
    public JoinedAlerts? Joined { get; set; }

    public long AlertsWritten { get; private set; }

    /// <summary>Writes what there is to say of a trend now.</summary>
    public void Tell(TrackedTrend trend, int minute)
    {
        if (trend.Alert.IsWithheld(options.PeopleMin)) return;
        if (trend.Alert.Phase != trend.ToldPhase || trend.ToldMinute == 0 || minute - trend.ToldMinute >= options.TrendEveryMinutes)
        {
            (trend.ToldMinute, trend.ToldPhase) = (minute, trend.Alert.Phase);
            WriteTrend(trend.Alert);
        }

        if (IsNews(trend, minute)) Revise(trend, minute);
    }

    /// <summary>A moment has no record of houle.trends: its trends have theirs.</summary>
    public void TellMoment(TrackedTrend moment, int minute)
    {
        if (!moment.Alert.IsWithheld(options.PeopleMin) && IsNews(moment, minute)) Revise(moment, minute);
    }

    /// <summary>One record of houle.trends.</summary>
    public void WriteTrend(AlertRecord alert)
    {
        if (Commit is null) return;
        AlertEvidence evidence = alert.Evidence;
        Utf8ListBuilder next = new();
        foreach (string cell in alert.NextCells) next.Add(Encoding.UTF8.GetBytes(cell));
        Trend trend = new()
        {
            Cell = Encoding.UTF8.GetBytes(alert.Cell), Kind = alert.Kind!.Value, Entity = Encoding.UTF8.GetBytes(alert.Entity!),
            TickMs = alert.UpdatedAtMs, Phase = alert.Phase, ScaleMs = evidence.ScaleMs, Observed = evidence.Observed,
            Expected = evidence.Expected, RateRatio = evidence.Expected > 0 ? evidence.Observed / evidence.Expected : 0, Rank = evidence.RatioLow,
            RatioHigh = evidence.RatioHigh, Dispersion = evidence.Dispersion, Tests = evidence.Tests, P = evidence.P, Q = evidence.Q,
            AuthenticShare = evidence.AuthenticShare, People = alert.People ?? 0, Unnamed = alert.People is null,
            SponsoredShare = evidence.SponsoredShare, SuspiciousShare = evidence.SuspiciousShare, SmallestBurst = evidence.SmallestBurst,
            NextCells = next.List, CellsPerHour = alert.CellsPerHour, LearningDay = evidence.LearningDay, LearningDays = evidence.LearningDays,
        };
        if (alert.FirstCell is not null) trend.FirstCell = Encoding.UTF8.GetBytes(alert.FirstCell);
        trend.WriteSingleObject(Begin(TopicNames.Trends, alert.Cell));
        Commit.End();
    }

    /// <summary>One record of houle.audience-quality: the page's, with the pod that was found on it.</summary>
    public void Write(PodRecord page, in PodFinding pod)
    {
        if (Commit is null) return;
        AudienceQuality quality = AudienceQuality.Read(SingleObject.Body(page.Quality));
        RecordListBuilder<QualityReason> reasons = new();
        reasons.Add(pod.Reason(page.Commenters.Taken));
        foreach (QualityReason reason in quality.Reasons) reasons.Add(reason);
        quality.Anomaly = Anomaly.Pod;
        quality.Pod = pod.Name;
        quality.Reasons = reasons.List;
        quality.WriteSingleObject(Begin(TopicNames.AudienceQuality, page.Creator));
        Commit.End();
    }

    /// <summary>One record of houle.creator-growth.</summary>
    public void Write(GrowthRecord growth, GrowthCause cause, string? id, string reason, string? alertId)
    {
        if (Commit is null) return;
        CreatorGrowth result = new()
        {
            Creator = Encoding.UTF8.GetBytes(growth.Creator), Platform = growth.Platform, AsOfMs = growth.AsOfMs, FromMs = growth.FromMs, ToMs = growth.ToMs,
            Cell = Encoding.UTF8.GetBytes(growth.Cell), Followers = growth.Followers, Gained = growth.Gained, Expected = growth.Expected,
            ExpectedLow = growth.Low, ExpectedHigh = growth.High, P = growth.P, Score = growth.Score, ExplainedBy = cause,
            Reason = Encoding.UTF8.GetBytes(reason),
        };
        if (id is not null) result.Cause = Encoding.UTF8.GetBytes(id);
        if (alertId is not null) result.AlertId = Encoding.UTF8.GetBytes(alertId);
        result.WriteSingleObject(Begin(TopicNames.CreatorGrowth, growth.Creator));
        Commit.End();
    }

    private static bool IsNews(TrackedTrend trend, int minute)
    {
        if (trend.Revision < 0) return !trend.IsOver; // an alert that was withheld all its life stays so
        if (trend.IsOver) return trend.RevisedPhase != TrendPhase.Over;
        int since = minute - trend.RevisedMinute;
        return (trend.Alert.Phase != trend.RevisedPhase && since >= UpdateMinutes)
            || (trend.Alert.Severity >= trend.RevisedSeverity + GraverBy && since >= GraverMinutes);
    }

    private void Revise(TrackedTrend trend, int minute)
    {
        trend.Revision++;
        (trend.RevisedMinute, trend.RevisedPhase, trend.RevisedSeverity) = (minute, trend.Alert.Phase, trend.Alert.Severity);
        AlertRecord alert = trend.Alert with
        {
            Revision = trend.Revision,
            State = trend.IsOver ? AlertState.Closed : trend.Revision == 0 ? AlertState.Opened : AlertState.Updated,
        };
        bool waits = Joined?.Joins(alert) == true;
        if (waits) Joined!.Hold(alert, minute);
        if (!waits || trend.Revision == 0) Write(alert);
    }

    /// <summary>One record of houle.alerts, with its sentences.</summary>
    public void Write(AlertRecord alert)
    {
        if (Commit is null) return;
        alert = alert with
        {
            SentenceEn = Sentences.In(AlertLanguage.English).Headline(alert, options.Names),
            SentenceFr = Sentences.In(AlertLanguage.French).Headline(alert, options.Names),
            SentenceNl = Sentences.In(AlertLanguage.Dutch).Headline(alert, options.Names),
        };
        AlertCodec.Write(alert, Begin(TopicNames.Alerts, alert.Cell));
        Commit.End();
        AlertsWritten++;
    }

    private ByteBuffer Begin(string topic, string cell)
    {
        byte[] key = Encoding.UTF8.GetBytes(cell);
        return Commit!.Begin(new TopicPartition(topic, Partitioner.Of(key, topology.ResultPartitions)), CommitBatch.StampAtCommit, key);
    }
}
