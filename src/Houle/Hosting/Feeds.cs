using Houle.CommandLine;
using Houle.Configuration;
using Houle.Ingest.Catalogues;
using Houle.Ingest.Feeds;

namespace Houle.Hosting;

/// <summary>Finds feed definitions and catalogues by name, and turns what is wrong with them into one message.</summary>
internal static class Feeds
{
    /// <summary>The feeds that come with Houle.</summary>
    public static string DefaultFolder => Path.Combine(Repository.Root ?? Environment.CurrentDirectory, "feeds");

    /// <exception cref="CommandException">There is no such feed, or its file has errors: all of them, a line each.</exception>
    public static FeedDefinition Load(string folder, string name)
    {
        string path = Path.Combine(folder, $"{name}.yaml");
        if (!File.Exists(path)) throw CommandException.Usage($"there is no feed '{name}' in {folder}{Hint(folder, name)}");
        return LoadFile(path);
    }

    /// <exception cref="CommandException">The file has errors: all of them, a line each.</exception>
    public static FeedDefinition LoadFile(string path)
    {
        FeedLoad load = FeedDefinition.Load(path);
        return load.Definition ?? throw CommandException.Usage(string.Join('\n', load.Errors));
    }

    public static Catalogue LoadCatalogue(string? path)
    {
        if (path is null) return Catalogue.Empty;
        (Catalogue? catalogue, IReadOnlyList<string> errors) = Catalogue.Load(path);
        return catalogue ?? throw CommandException.Usage(string.Join('\n', errors));
    }

    private static string Hint(string folder, string name)
    {
        if (!Directory.Exists(folder)) return "; the folder does not exist";
        string[] known = [.. Directory.EnumerateFiles(folder, "*.yaml").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];
        string hint = Suggestion.For(name, known);
        return hint.Length > 0 ? hint : $"; it has {string.Join(", ", known)}";
    }
}
