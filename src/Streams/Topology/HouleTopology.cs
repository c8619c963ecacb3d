using Houle.Streams.Detect;
using Houle.Streams.Log;
using Houle.Streams.Observe;
using Houle.Streams.Runtime;
using Houle.Streams.Select;

namespace Houle.Streams.Topology;

/// <summary>Which topics and tasks the options amount to.</summary>
public static class HouleTopology
{
    private static readonly string[] Results =
    [
        TopicNames.CityWindows, TopicNames.AudienceQuality, TopicNames.CreatorGrowth, TopicNames.PostEvents, TopicNames.Accounting, TopicNames.DeadLetters,
        TopicNames.Trends, TopicNames.Signals, TopicNames.Alerts,
    ];

    /// <summary>Changelog segments are small, so that trimming frees them soon.</summary>
    public static IReadOnlyList<TopicDefinition> Topics(TopologyOptions options)
    {
        List<TopicDefinition> topics = [];
        foreach (StreamOptions stream in options.Streams)
        {
            topics.Add(new TopicDefinition(stream.Topic, stream.Partitions, stream.Foreign ? -1 : options.Retention.SourcesMs) { Foreign = stream.Foreign });
            topics.Add(new TopicDefinition(TopicNames.ObserveChangelog(stream.Topic), stream.Partitions));
            if (stream.Stream == Events.Stream.Social && options.CreatorsMax > 0)
                topics.Add(new TopicDefinition(TopicNames.CreatorsChangelog(stream.Topic), stream.Partitions));
        }

        topics.Add(new TopicDefinition(TopicNames.Activity, options.ActivityPartitions, options.Retention.WorkMs));
        topics.Add(new TopicDefinition(TopicNames.DetectChangelog, options.ActivityPartitions));
        topics.Add(new TopicDefinition(TopicNames.Candidates, 1, options.Retention.WorkMs));
        topics.Add(new TopicDefinition(TopicNames.SelectChangelog, 1));
        topics.AddRange(Results.Select(name => new TopicDefinition(name, options.ResultPartitions, options.Retention.ResultsMs)));
        topics.Add(new TopicDefinition(TopicNames.Campaigns, 1));
        topics.Add(new TopicDefinition(TopicNames.AlertFeedback, 1));
        topics.Add(new TopicDefinition(TopicNames.Control, 1));
        return topics;
    }

    /// <summary>Who reads what: the groups whose members share the partitions.</summary>
    public static IReadOnlyList<(string Group, IReadOnlyList<string> Topics)> Groups(TopologyOptions options) =>
    [
        (ObserveTask.GroupName, [.. options.Streams.Select(stream => stream.Topic)]), (DetectTask.GroupName, [TopicNames.Activity]),
        .. options.WithPeople is null ? [] : ((string, IReadOnlyList<string>)[])[(SelectTask.GroupName, [TopicNames.Candidates])],
    ];

    /// <summary>The task of one partition, not yet restored; null for one that the configuration does not know of, which waits.</summary>
    public static IStreamTask? Task(TopologyOptions options, TopicPartition source)
    {
        if (source.Topic == TopicNames.Activity)
            return source.Partition < options.ActivityPartitions ? new DetectTask(options, source.Partition) : null;
        if (source.Topic == TopicNames.Candidates) return source.Partition == 0 && options.WithPeople is not null ? new SelectTask(options) : null;
        StreamOptions stream = options.Streams.Single(stream => stream.Topic == source.Topic);
        return source.Partition < stream.Partitions ? new ObserveTask(options, stream, source.Partition) : null;
    }

    /// <summary>One Observe task a source partition, one Detect task an activity partition, one Select task; not yet restored.</summary>
    public static IReadOnlyList<IStreamTask> Tasks(TopologyOptions options)
    {
        List<IStreamTask> tasks = [];
        foreach (StreamOptions stream in options.Streams)
        {
            for (int partition = 0; partition < stream.Partitions; partition++)
                tasks.Add(new ObserveTask(options, stream, partition));
        }

        for (int partition = 0; partition < options.ActivityPartitions; partition++)
            tasks.Add(new DetectTask(options, partition));
        if (options.WithPeople is not null) tasks.Add(new SelectTask(options));
        return tasks;
    }
}
