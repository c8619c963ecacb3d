namespace Houle.Ingest.Feeds;

public enum FeedFormat
{
    Csv,
    JsonLines,
    Avro,
}

/// <summary>What <see cref="FeedDefinition.Load"/> gives: the definition, or all that is wrong with the file.</summary>
/// <param name="Errors">Each <c>feeds/x.yaml:12:3: what is wrong</c>; empty when there is a definition.</param>
public sealed record FeedLoad(FeedDefinition? Definition, IReadOnlyList<string> Errors);

/// <summary>How the rows of a source become events of one kind: what a file feeds/NAME.yaml says.</summary>
/// <remarks>docs/guide/feeds.md explains every key.</remarks>
public sealed class FeedDefinition
{
    /// <summary>The file's name without its ending.</summary>
    public required string Name { get; init; }

    /// <summary>What the events carry as their source; the feed's name unless it says otherwise.</summary>
    public required string Source { get; init; }

    public required EventShape Shape { get; init; }

    public required FeedFormat Format { get; init; }

    /// <summary>The topic that others fill and from which rows come while Houle runs; null where they come from files alone.</summary>
    public string? Topic { get; init; }

    /// <summary>Between the columns of a CSV file.</summary>
    public required byte Separator { get; init; }

    public required TimeRule Time { get; init; }

    /// <summary>Place of the time among <see cref="Columns"/>.</summary>
    public required int TimeColumn { get; init; }

    /// <summary>Place of the time of arrival among <see cref="Columns"/>: rows are merged by it, and what is behind counts
    /// as late. -1: rows are merged by their own time.</summary>
    public required int ArrivedColumn { get; init; }

    public required IReadOnlyList<FieldRule> Fields { get; init; }

    public required PlaceRule Place { get; init; }

    /// <summary>Of mentions: the text that intents and tone are taken from, and which is then dropped. Null: none.</summary>
    public ValueRule? Text { get; init; }

    /// <summary>Rows for which one does not hold are left out, and accounted as 'other'.</summary>
    public required IReadOnlyList<Condition> Where { get; init; }

    /// <summary>Columns (or paths in JSON or Avro) that are read, each once.</summary>
    public required IReadOnlyList<string> Columns { get; init; }

    /// <summary>The most totals that are kept apart; a row with one more is a dead letter.</summary>
    public required int CounterKeysMax { get; init; }

    /// <summary>SHA-256 of the file's bytes, in lower-case hexadecimal.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Reads and checks a feed file.</summary>
    /// <exception cref="IngestException">The file cannot be read.</exception>
    public static FeedLoad Load(string path)
    {
        try
        {
            return new FeedParser(path, File.ReadAllBytes(path)).Parse();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IngestException($"{path}: cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Checks a feed given as text; <paramref name="path"/> names it in errors.</summary>
    public static FeedLoad Parse(string path, string yaml) =>
        new FeedParser(path, System.Text.Encoding.UTF8.GetBytes(yaml)).Parse();
}
