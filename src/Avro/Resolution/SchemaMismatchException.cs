namespace Houle.Avro.Resolution;

/// <summary>A reader's schema cannot read what a writer's schema wrote: where they part, and why.</summary>
public sealed class SchemaMismatchException(string path, string what) : Exception($"{path}: {what}")
{
    /// <summary>Place in the reader's schema, such as <c>Mention.weight</c>.</summary>
    public string Path { get; } = path;

    public string What { get; } = what;
}
