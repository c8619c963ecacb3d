using Houle.Events;

namespace Houle.Streams.Windows;

/// <summary>Names one block of counts: a stream's minute in a cell (one shard of it), or a correction to it.</summary>
/// <param name="Ordinal">Which stream of its kind: each closes on its own watermark.</param>
public readonly record struct GroupKey(
    Houle.Events.Stream Stream, CellLevel Level, short Shard, int Cell, long WindowStartMs, long LateInMs, byte Ordinal = 0)
{
    /// <summary><see cref="LateInMs"/> of a window's own counts.</summary>
    public const long OnTime = long.MinValue;

    public bool IsCorrection => LateInMs != OnTime;

    /// <summary>The minute whose closing closes this block: a correction leaves with the minute it came in.</summary>
    public long ClosesWithMs => IsCorrection ? LateInMs : WindowStartMs;
}

/// <summary>The counts of one <see cref="GroupKey"/>: totals, and the head of its chain of entities.</summary>
public struct WindowGroup
{
    public GroupKey Key;
    public Sums Totals;
    public PeopleSketch People;

    /// <summary>First entity's row, or -1.</summary>
    public int FirstEntity;

    public int EntityCount;

    /// <summary>Entities whose hash is above it are folded into '(other)': the window's cap, once it was hit.</summary>
    public ulong HashMax;

    /// <summary>First row of its sample of links in the table's pool, or -1.</summary>
    internal int FirstLink;

    internal int LinkCount;

    /// <summary>First row of its audience segments in the table's pool, or -1.</summary>
    internal int FirstSegment;

    internal int SegmentCount;

    internal uint Hash;
}

/// <summary>The counts of one entity in one group: 32 bytes, two of them to a cache line, since a busy minute holds
/// millions. What else is summed stands in <see cref="WindowDetail"/>.</summary>
public struct WindowEntity
{
    public int Group;
    public int Name;

    /// <summary>Next entity of the same group, or -1.</summary>
    public int Next;

    internal uint Hash;

    public long Weight;

    /// <summary>Events; a window's are fewer than 2^31.</summary>
    public int Count;

    public EntityKind Kind;
}

/// <summary>The rest of an entity's sums, in a row of the same number; absent when only counts are wanted.</summary>
public struct WindowDetail
{
    public long AuthenticWeight;
    public long Unnamed;
    public long A;
    public long B;
    public long C;
    public FormatCounts Formats;
    public PeopleSketch People;
}
