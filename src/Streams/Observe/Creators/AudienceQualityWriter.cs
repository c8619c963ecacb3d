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
    /// <param name="asOfMs">End of the day, or of the anomaly's minute.</param>
    public void Write(int row, long asOfMs, Anomaly anomaly, CommitBatch commit)
    {
        ref readonly CreatorState state = ref table.State(row);
        ReadOnlySpan<byte> creator = table.Id(row);
        AccountScore score = CreatorQuality.Score(state);
        RecordListBuilder<QualityReason> reasons = new();
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
            Creator = creator, Platform = (Platform)state.Platform, AsOfMs = asOfMs, Score = Math.Round(score.Score, 2), Anomaly = anomaly,
            Reasons = reasons.List, Cities = Cities(row),
        };
        if (state.FollowersAtMinute > 0) quality.Followers = state.Followers;
        if (state.EngagementMean != 0) quality.EngagementRate = Math.Round(Math.Exp(state.EngagementMean), 6);
        if (state.FollowersAtMinute > 0) quality.Cohort = Encoding.UTF8.GetBytes(Cohort(state.Followers));
        TopicPartition to = new(TopicNames.AudienceQuality, Partitioner.Of(creator, options.ResultPartitions));
        quality.WriteSingleObject(commit.Begin(to, CommitBatch.StampAtCommit, creator));
        commit.End();
    }

    /// <summary>The size that a creator is compared with: half a power of ten.</summary>
    private static string Cohort(long followers)
    {
        if (followers < 1_000) return "0-1k";
        long low = 1_000;
        while (followers >= low * 10) low *= 10;
        (long from, long to) = followers < low * 5 ? (low, low * 5) : (low * 5, low * 10);
        return string.Create(CultureInfo.InvariantCulture, $"{Short(from)}-{Short(to)}");
    }

    private static string Short(long count) => count >= 1_000_000
        ? string.Create(CultureInfo.InvariantCulture, $"{count / 1_000_000}m")
        : string.Create(CultureInfo.InvariantCulture, $"{count / 1_000}k");

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
