using Houle.Configuration;
using Houle.Ingest.Feeds;
using Houle.Ingest.Sessions;
using Houle.Ingest.Topics;
using Houle.Streams.Log;
using Houle.Streams.Topology;

namespace Houle.Hosting;

/// <summary>The role ingest: reads the topics of the configuration's feeds, a thread a stream.</summary>
/// <param name="feeds">Each with a topic.</param>
/// <param name="options">What ingest needs to know.</param>
internal sealed class TopicIngest(IReadOnlyList<FeedDefinition> feeds, IngestOptions options)
{
    /// <exception cref="CommandLine.CommandException">A definition has errors.</exception>
    public static IReadOnlyList<FeedDefinition> Load(HouleConfig config) =>
        [.. config.Ingest.Feeds.Select(name => Feeds.Load(config.Feeds ?? Feeds.DefaultFolder, name))];

    /// <summary>One work a stream, by a name: of each, one process of a deployment does it at a time.</summary>
    public IEnumerable<(string Name, Func<CancellationToken, Task> Work)> Works(ILog log) =>
        feeds.GroupBy(feed => feed.Shape.Stream).Select(group =>
        {
            StreamOptions stream = options.Streams.First(stream => !stream.Foreign && stream.Stream == group.Key);
            return ($"ingest-{ConfigText.Of(group.Key)}", (Func<CancellationToken, Task>)(cancel => Task.Factory.StartNew(
                () => Run(log, stream, [.. group], cancel), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        });

    private void Run(ILog log, StreamOptions stream, IReadOnlyList<FeedDefinition> ofStream, CancellationToken cancel)
    {
        using TopicFeeds reading = new(log, stream, ofStream, options);
        reading.Run(cancel);
    }
}
