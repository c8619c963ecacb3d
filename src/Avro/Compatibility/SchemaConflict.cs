namespace Houle.Avro.Compatibility;

/// <summary>One place where what is written cannot always be read.</summary>
/// <param name="Path">Place in the reader's schema, such as <c>Mention.engagement.views</c>.</param>
/// <param name="What">What stands against it: <c>long was written, int is expected</c>.</param>
public readonly record struct SchemaConflict(string Path, string What)
{
    /// <summary>Path and reason in one line.</summary>
    public override string ToString() => $"{Path}: {What}";
}

/// <summary>A conflict of a new schema with an earlier version.</summary>
/// <param name="Version">The earlier version, from 1 in the order given.</param>
/// <param name="IsBackward">True where the new schema cannot read the earlier one's values; false where it is the other way round.</param>
/// <param name="Conflict">Where, and why.</param>
public readonly record struct VersionConflict(int Version, bool IsBackward, SchemaConflict Conflict)
{
    public override string ToString() => IsBackward
        ? $"{Conflict} (written by version {Version}, read by the new one)"
        : $"{Conflict} (written by the new one, read by version {Version})";
}
