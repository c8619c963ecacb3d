namespace Houle.Configuration;

/// <summary>What is read while Houle runs, beside the topics that are consumed as they are.</summary>
internal sealed record IngestConfig
{
    [Setting("feeds", "Feeds whose topics are read, by the names of their definitions; each is read by one instance with the role ingest at a time.")]
    public IReadOnlyList<string> Feeds { get; init; } = [];
}
