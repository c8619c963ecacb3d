using System.Globalization;
using System.Text;
using Houle.Avro.Lists;
using Houle.Detection.Audience;
using Houle.Events;
using Houle.Streams.Log;
using Houle.Streams.Topology;

namespace Houle.Streams.Observe.Creators;

/// <summary>Writes a creator's score with reasons to houle.audience-quality.</summary>
internal sealed class AudienceQualityWriter(TopologyOptions options, CreatorTable table)
{
    public void Write(int row, long asOfMs, Anomaly anomaly, int cohort, PodFinding? pod, CommitBatch commit)
    {
        ReadOnlySpan<byte> creator = table.Id(row);
        TopicPartition to = new(TopicNames.AudienceQuality, Partitioner.Of(creator, options.ResultPartitions));
        Of(row, asOfMs, anomaly, cohort, pod).WriteSingleObject(commit.Begin(to, CommitBatch.StampAtCommit, creator));
        commit.End();
    }

    /// <summary>The creator's score as it is.</summary>
    /// <param name="asOfMs">End of the day, or of the anomaly's minute.</param>
    /// <param name="pod">That comments on the page; null for none.</param>
    /// <param name="cohort">Of the post that showed the anomaly; -1 where no post did.</param>
    public AudienceQuality Of(int row, long asOfMs, Anomaly anomaly, int cohort, PodFinding? pod)
    {
        ref readonly CreatorState state = ref table.State(row);
        ReadOnlySpan<byte> creator = table.Id(row);
        AccountScore score = CreatorQuality.Score(state);
        RecordListBuilder<QualityReason> reasons = new();
        if (anomaly == Anomaly.OffCohort) reasons.Add(OffCohort(row, cohort));
        if (anomaly == Anomaly.Pod) reasons.Add(pod!.Value.Reason(table.Pod(row).Taken));
        foreach (AccountReason reason in score.Reasons)
        {
            reasons.Add(new QualityReason
            {
                Reason = Encoding.UTF8.GetBytes(reason.Reason), Points = Math.Round(reason.Points, 1),
                Evidence = Encoding.UTF8.GetBytes(reason.Evidence),
            });
        }

        AudienceQuality quality = new()
        {
            Creator = creator, Platform = (Platform)table.At(row).Platform, AsOfMs = asOfMs, Score = Math.Round(score.Score, 2), Anomaly = anomaly,
            Reasons = reasons.List, Cities = Cities(row),
        };
        if (state.FollowersAtMinute > 0) quality.Followers = state.Followers;
        if (state.EngagementMean != 0) quality.EngagementRate = Math.Round(Math.Exp(state.EngagementMean), 6);
        if (state.FollowersAtMinute > 0 && table.At(row).FollowersAtDayStart is > 0 and var before) quality.FollowersGained = state.Followers - (before - 1);
        if (anomaly == Anomaly.OffCohort)
            quality.Cohort = Encoding.UTF8.GetBytes($"{SizeCohort.Name(cohort / EngagementCohorts.Formats)}/{((Format)(cohort % EngagementCohorts.Formats)).Symbol()}");
        else if (state.FollowersAtMinute > 0) quality.Cohort = Encoding.UTF8.GetBytes(SizeCohort.Name(SizeCohort.Of(state.Followers)));
        if (anomaly == Anomaly.Pod) quality.Pod = pod!.Value.Name;
        return quality;
    }

    /// <summary>Why a creator is off the cohort of a post's size and format.</summary>
    private QualityReason OffCohort(int row, int cohort)
    {
        ref readonly CohortState usual = ref table.Cohorts[cohort];
        string evidence = string.Create(CultureInfo.InvariantCulture,
            $"the last posts are {table.At(row).Standing.Score:+0.0;-0.0} deviations off their cohorts; here {table.Cohorts.People(cohort)} creators or more get {Math.Exp(usual.Mean):0.00%} reactions a post and follower");
        return new QualityReason { Reason = "off_cohort"u8, Points = 0, Evidence = Encoding.UTF8.GetBytes(evidence) };
    }

    private RecordList<CityShare> Cities(int row)
    {
        RecordListBuilder<CityShare> cities = new();
        List<(ushort City, ushort Count)> seen = [];
        AudienceSketch sketch = table.SketchOrEmpty(row);
        for (int i = 0; i < AudienceSketch.CitiesMax; i++)
        {
            if (sketch.City(i) is { Count: > 0 } one) seen.Add(one);
        }

        // By name where counts are equal: numbers depend on the order in which a process met the cities.
        seen.Sort((a, b) => a.Count != b.Count ? b.Count.CompareTo(a.Count) : table.City(a.City).SequenceCompareTo(table.City(b.City)));
        double all = Math.Max(1, (double)table.State(row).Comments);
        foreach ((ushort city, ushort count) in seen)
            cities.Add(new CityShare { City = table.City(city), Share = Math.Round(Math.Min(1, count / all), 4) });
        return cities.List;
    }
}
