using Houle.Events;
using Houle.Streams.Hashing;

namespace Houle.Streams.Windows;

/// <summary>The number under which a burst detector knows an entity, and which entities it watches.</summary>
internal static class EntityKeys
{
    /// <summary>Stable: it is part of checkpoints. Two of a million entities of a cell share one with a chance of 3 in 10^8; they
    /// are then watched as one.</summary>
    public static ulong Of(EntityKind kind, ReadOnlySpan<byte> entity) => Hash64.Of(entity, (ulong)kind + 1);

    /// <summary>What people say and do that can swell; campaigns and codes are the brand's own doing.</summary>
    public static bool IsWatched(EntityKind kind) =>
        kind is EntityKind.Sound or EntityKind.Hashtag or EntityKind.Challenge or EntityKind.Product or EntityKind.Brand
            or EntityKind.Term or EntityKind.Complaint;
}
