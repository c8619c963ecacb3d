using Houle.Events;
using Houle.Streams.Hashing;

namespace Houle.Streams.Detect;

/// <summary>The number under which a burst detector knows an entity.</summary>
internal static class EntityKeys
{
    /// <summary>Stable: it is part of checkpoints. Two of a million entities of a cell share one with a chance of 3 in 10^8; they
    /// are then watched as one.</summary>
    public static ulong Of(EntityKind kind, ReadOnlySpan<byte> entity) => Hash64.Of(entity, (ulong)kind + 1);
}
