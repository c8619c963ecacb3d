using Houle.CommandLine;
using Houle.Hosting;
using Houle.Ingest.Catalogues;
using Houle.Ingest.Privacy;
using Houle.Ingest.Sessions;

namespace Houle.Commands.Demo;

/// <summary>One set of demo/: a file, and the feed that reads it.</summary>
internal sealed record DemoSet(string Stream, string Feed, string File);

/// <summary>What the demo plays: the sets of demo/, by the streams that they fill.</summary>
internal static class DemoData
{
    /// <summary>Sets of one stream are merged by event time.</summary>
    public static IReadOnlyList<DemoSet> Sets { get; } =
    [
        new("social", "douyin-sounds", "douyin-sounds-hourly/sound_ranks.csv.gz"),
        new("social", "crisislex", "crisislex-t26-events/posts.csv.gz"),
        new("social", "reddit-cities", "reddit-city-posts/posts.csv.gz"),
        new("sales", "completejourney", "completejourney/transactions_sample.csv.gz"),
        new("foot_traffic", "pedestrian", "pedestrian/sugrrants_hourly_peds.csv.gz"),
    ];

    /// <summary>The checkout whose data is played.</summary>
    public static string Checkout =>
        Repository.Root ?? throw CommandException.Usage("houle demo plays the data of a checkout; start it as ./houle demo there");

    /// <summary>Where the sets lie.</summary>
    public static string Folder => Path.Combine(Checkout, "demo");

    public static IReadOnlyList<(string Name, IReadOnlyList<IngestInput> Inputs)> Groups() =>
    [
        .. Sets.GroupBy(set => set.Stream).Select(group =>
            (group.Key, (IReadOnlyList<IngestInput>)[.. group.Select(set => new IngestInput(Path.Combine(Folder, set.File), Feeds.Load(Feeds.DefaultFolder, set.Feed)))])),
    ];

    public static IngestOptions Options(IReadOnlyList<Streams.Topology.StreamOptions> streams, DataFolder folder) => new()
    {
        Time = TimeProvider.System,
        Keys = PseudonymKeys.Demo,
        Streams = streams,
        Catalogue = Catalogue(),
        SpillFolder = Path.Combine(folder.Path, "spill"),
    };

    public static Catalogue Catalogue() => Feeds.LoadCatalogue(Path.Combine(Folder, "catalogue.yaml"));

    /// <summary>A sound by its title and artist, or by its id where the catalogue has none.</summary>
    public static string SoundName(Catalogue catalogue, string id) => catalogue.Find("sound", id) is { } sound
        ? $"'{sound.Name}'{(sound.By is null ? "" : $" by {sound.By}")}"
        : id;
}
