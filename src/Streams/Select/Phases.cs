using Burst = Houle.Detection.Bursts.TrendPhase;
using Phase = Houle.Events.TrendPhase;

namespace Houle.Streams.Select;

/// <summary>The phases of a burst as the schemas name them; learning is the stage's own, before any alert may open.</summary>
internal static class Phases
{
    public static Phase Of(Burst phase) => phase switch
    {
        Burst.Emerging => Phase.Emerging,
        Burst.Rising => Phase.Rising,
        Burst.Peak => Phase.Peak,
        Burst.Fading => Phase.Fading,
        Burst.Over => Phase.Over,
        _ => throw new ArgumentOutOfRangeException(nameof(phase), phase, "no such phase"),
    };
}
