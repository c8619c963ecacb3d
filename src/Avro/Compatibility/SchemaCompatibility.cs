using Houle.Avro.Schemas;

namespace Houle.Avro.Compatibility;

/// <summary>Whether every value of one schema can be read with another, and where not.</summary>
/// <remarks>By the rules with which this library reads (Resolution), which are those of the specification; where Java's
/// SchemaCompatibility says otherwise is listed in docs/decisions/own-avro-codec.md. Stricter than to resolve a pair: a branch of a
/// union or a symbol of an enum that has no place in the reader's schema is a conflict, though it may never be written. Bytes may become text, as the specification says;
/// those that are not UTF-8 are an error when they come.</remarks>
public static class SchemaCompatibility
{
    /// <summary>Most conflicts that are told of one pair of schemas.</summary>
    public const int ConflictsMax = 100;

    /// <summary>All that keeps a reader from reading whatever a writer may write; empty when nothing does.</summary>
    public static IReadOnlyList<SchemaConflict> Conflicts(Schema writer, Schema reader)
    {
        var walk = new CompatibilityWalk();
        walk.Compare(writer, reader, reader is NamedSchema named ? named.Name : reader.BranchName);
        return walk.Conflicts;
    }

    /// <summary>Whether a schema may follow the versions there are.</summary>
    /// <param name="candidate">The new version.</param>
    /// <param name="earlier">Versions so far, oldest first; none make anything right.</param>
    /// <param name="level">What is owed to them.</param>
    /// <returns>What stands against it, latest version first; empty when nothing does.</returns>
    public static IReadOnlyList<VersionConflict> Check(Schema candidate, IReadOnlyList<Schema> earlier, CompatibilityLevel level)
    {
        bool isTransitive = level is CompatibilityLevel.BackwardTransitive or CompatibilityLevel.ForwardTransitive or CompatibilityLevel.FullTransitive;
        bool isBackward = level is CompatibilityLevel.Backward or CompatibilityLevel.BackwardTransitive or CompatibilityLevel.Full or CompatibilityLevel.FullTransitive;
        bool isForward = level is CompatibilityLevel.Forward or CompatibilityLevel.ForwardTransitive or CompatibilityLevel.Full or CompatibilityLevel.FullTransitive;
        var conflicts = new List<VersionConflict>();
        int oldest = isTransitive ? 1 : earlier.Count;
        for (int version = earlier.Count; version >= Math.Max(oldest, 1); version--)
        {
            Schema other = earlier[version - 1];
            if (isBackward) conflicts.AddRange(Conflicts(other, candidate).Select(conflict => new VersionConflict(version, true, conflict)));
            if (isForward) conflicts.AddRange(Conflicts(candidate, other).Select(conflict => new VersionConflict(version, false, conflict)));
        }

        return conflicts;
    }
}
