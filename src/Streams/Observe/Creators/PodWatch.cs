using Houle.Detection.Audience;

namespace Houle.Streams.Observe.Creators;

/// <summary>Finds pods of a partition: pages whose comments come in step, by groups that are the same on several of them.</summary>
/// <remarks>A page is watched once its comments look half-way like those of a pod (<see cref="CreatorMonitor"/>), at most
/// <see cref="PagesMax"/> at a time; two pages belong together when their synchronous commenters share more than chance gives at
/// <see cref="ChanceMost"/>, a millionth over all pairs of pages that there can be. Pages of other
/// partitions are compared in Select.</remarks>
internal sealed class PodWatch(CreatorTable table)
{
    public const int PagesMax = 1_024;
    private const double ChanceMost = 1e-12;
    public const int TakenLeast = 8; // accounts in step: fewer are friends

    /// <summary>Suspicious pages for which there was no room.</summary>
    public long Unwatched { get; private set; }

    /// <summary>Takes a comment that came in step with the one before.</summary>
    public void OnSynchronous(int row, ulong commenter)
    {
        if (commenter != 0 && table.HasPod(row)) table.Pod(row).Saw(commenter);
    }

    /// <summary>Whether the page looks like one of a pod now, and it is remembered who comments there.</summary>
    public bool IsSuspicious(int row) => table.HasPod(row) && table.Pod(row).Taken >= TakenLeast && CreatorMonitor.IsPod(table.State(row));

    /// <summary>Watches the page where it looks suspicious, and compares it with the others that are watched.</summary>
    /// <returns>What it shares with whom; null when it is in no pod.</returns>
    public PodFinding? Look(int row)
    {
        if (!table.HasPod(row))
        {
            if (!CreatorMonitor.IsHalfwayPod(table.State(row))) return null;
            if (table.PodPages >= PagesMax) Unwatched++;
            else _ = table.Pod(row);
            return null;
        }

        if (!IsSuspicious(row)) return null;
        ref PodSketch own = ref table.Pod(row);
        PodFinding? found = null;
        ulong pod = own.Pod == 0 ? ulong.MaxValue : own.Pod;
        foreach (int other in table.PodRows)
        {
            if (other == row) continue;
            ref PodSketch theirs = ref table.Pod(other);
            if (theirs.Taken < TakenLeast) continue;
            double chance = PodSketch.ChanceOf(own, theirs, out int shared, out double expected);
            if (chance > ChanceMost) continue;
            // Named by the smallest hash of a page: whichever is looked at first.
            pod = Math.Min(pod, theirs.Pod != 0 ? theirs.Pod : Math.Min(table.State(row).Id, table.State(other).Id));
            found = PodFinding.With(found, shared, expected, chance);
        }

        if (found is null) return null;
        own.Pod = pod;
        return found.Value with { Pod = pod };
    }
}
