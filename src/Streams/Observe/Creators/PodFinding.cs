using System.Globalization;
using System.Text;
using Houle.Events;

namespace Houle.Streams.Observe.Creators;

/// <summary>A pod that comments on a page.</summary>
/// <param name="Pages">Pages that share it, this one included.</param>
/// <param name="Shared">Places of synchronous commenters, of 256, that it shares with the most similar of them.</param>
/// <param name="Expected">Of them by chance.</param>
/// <param name="Chance">Of so many or more.</param>
internal readonly record struct PodFinding(ulong Pod, int Pages, int Shared, double Expected, double Chance)
{
    /// <summary>As results name it.</summary>
    public byte[] Name => Encoding.ASCII.GetBytes($"pod:{Pod:x16}");

    /// <summary>An order without ties that matter: the pages come in no order of their own.</summary>
    public bool IsMoreThan(in PodFinding other) => (-Chance, Shared, -Expected).CompareTo((-other.Chance, other.Shared, -other.Expected)) > 0;

    /// <summary>The better of what was found on pages so far and one more page.</summary>
    public static PodFinding With(PodFinding? found, int shared, double expected, double chance)
    {
        int pages = (found?.Pages ?? 1) + 1;
        PodFinding with = new(0, pages, shared, expected, chance);
        return found is { } best && !with.IsMoreThan(best) ? best with { Pages = pages } : with;
    }

    /// <summary>Why a page's comments are those of a pod.</summary>
    /// <param name="taken">Places that synchronous commenters take on it.</param>
    public QualityReason Reason(int taken)
    {
        string evidence = string.Create(CultureInfo.InvariantCulture,
            $"the same group comments within seconds on {Pages} pages: of {taken} places that it takes here {Shared} are taken on another page too, {Expected:0.0} by chance (p {Chance:0.0e-0})");
        return new QualityReason { Reason = "pod"u8, Points = 0, Evidence = Encoding.UTF8.GetBytes(evidence) };
    }
}
