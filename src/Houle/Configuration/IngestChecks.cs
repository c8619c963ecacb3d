using System.Globalization;
using Houle.Configuration.Alerts;
using Houle.Ingest;
using Houle.Ingest.Feeds;

namespace Houle.Configuration;

/// <summary>Whether the feeds that are to be read from topics can be: their definitions are there and right, and name topics that are not
/// our own.</summary>
internal static class IngestChecks
{
    /// <param name="feeds">Folder of the definitions.</param>
    public static IEnumerable<ConfigError> Errors(HouleConfig config, YamlPlace place, string feeds)
    {
        IReadOnlyList<string> names = config.Ingest.Feeds;
        if (names.Count > 0 && config.Kafka.Bootstrap is null)
            yield return place.At("ingest.feeds reads topics of Kafka, and kafka.bootstrap is absent; name the brokers, or bring files in with houle ingest", "ingest", "feeds");
        for (int i = 0; i < names.Count; i++)
        {
            string problem = names.Take(i).Contains(names[i]) ? $"names '{names[i]}' twice" : Problem(config, feeds, names[i]);
            if (problem.Length > 0) yield return place.At($"ingest.feeds {problem}", "ingest", "feeds", i.ToString(CultureInfo.InvariantCulture));
        }
    }

    private static string Problem(HouleConfig config, string feeds, string name)
    {
        string path = Path.Combine(feeds, $"{name}.yaml");
        if (!File.Exists(path))
        {
            IEnumerable<string> known = Directory.Exists(feeds) ? Directory.EnumerateFiles(feeds, "*.yaml").Select(file => Path.GetFileNameWithoutExtension(file)) : [];
            return $"names '{name}', which {feeds} does not have{Suggestion.For(name, [.. known])}";
        }

        FeedLoad load;
        try
        {
            load = FeedDefinition.Load(path);
        }
        catch (IngestException e)
        {
            return $"names '{name}': {e.Message}";
        }

        if (load.Definition is not { } feed) return $"names '{name}', whose definition has errors: {string.Join("; ", load.Errors)}";
        if (feed.Topic is null) return $"names '{name}', whose definition has no topic; add one, or bring its files in with houle ingest";
        if (config.Streams.Values.Any(stream => stream.Topic == feed.Topic))
            return $"names '{name}', which reads {feed.Topic}: that is a topic of streams, which Houle reads itself";
        string kind = ConfigText.Of(feed.Shape.Stream);
        return config.Streams.Values.Any(stream => !stream.Foreign && stream.Kind is { } of && ConfigText.Of(of) == kind)
            ? "" : $"names '{name}', which fills {kind}, and every stream of that kind is foreign; declare one that Houle fills";
    }
}
