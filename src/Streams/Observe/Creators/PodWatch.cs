using Houle.Detection.Audience;

namespace Houle.Streams.Observe.Creators;

/// <summary>Finds pods of a partition: pages whose comments come in step, by groups that are the same on several of them.</summary>
/// <remarks>A page is watched once its comments look half-way like those of a pod (<see cref="CreatorMonitor"/>), at most
/// <see cref="PagesMax"/> at a time; two pages belong together when their synchronous commenters share more than chance gives at
/// <see cref="ChanceMost"/>, a millionth over all pairs of pages that there can be. Pages of other partitions are not seen.</remarks>
internal sealed class PodWatch(CreatorTable table)
{
    public const int PagesMax = 1_024;
    private const double ChanceMost = 1e-12;
    private const int TakenLeast = 8; // accounts in step: fewer are friends

    /// <summary>Suspicious pages for which there was no room.</summary>
    public long Unwatched { get; private set; }

    /// <summary>Takes a comment that came in step with the one before.</summary>
    public void OnSynchronous(int row, ulong commenter)
    {
        if (commenter != 0 && table.HasPod(row)) table.Pod(row).Saw(commenter);
    }

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

        ref PodSketch own = ref table.Pod(row);
        if (own.Taken < TakenLeast || !CreatorMonitor.IsPod(table.State(row))) return null;
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
            int pages = (found?.Pages ?? 1) + 1;
            PodFinding with = new(0, pages, shared, expected, chance);
            found = found is { } best && !with.IsMoreThan(best) ? best with { Pages = pages } : with;
        }

        if (found is null) return null;
        own.Pod = pod;
        return found.Value with { Pod = pod };
    }
}

/// <summary>A pod that comments on a page.</summary>
/// <param name="Pages">Pages of the partition that share it, this one included.</param>
/// <param name="Shared">Places of synchronous commenters, of 256, that it shares with the most similar of them.</param>
/// <param name="Expected">Of them by chance.</param>
/// <param name="Chance">Of so many or more.</param>
internal readonly record struct PodFinding(ulong Pod, int Pages, int Shared, double Expected, double Chance)
{
    /// <summary>An order without ties that matter: the pages come in no order of their own.</summary>
    public bool IsMoreThan(in PodFinding other) => (-Chance, Shared, -Expected).CompareTo((-other.Chance, other.Shared, -other.Expected)) > 0;
}
