namespace Houle.Streams.Alerts.Text;

/// <summary>Why a store should do what it is told, before it is put into words.</summary>
/// <param name="Cause">What decided.</param>
public sealed record AdviceFacts(AdviceCause Cause)
{
    /// <summary>Units at hand, at least 0.</summary>
    public long Stock { get; init; }

    /// <summary>Units a day that it sells now, at least 0.</summary>
    public double PerDay { get; init; }

    /// <summary>Days that the stock lasts; null where nothing is sold.</summary>
    public double? Days { get; init; }

    /// <summary>When a delivery comes before the end, UTC; null for none.</summary>
    public long? DueMs { get; init; }

    /// <summary>Pace now by the usual one.</summary>
    public double Factor { get; init; }

    /// <summary>The store that can spare some; null for none.</summary>
    public string? Donor { get; init; }

    /// <summary>Its city, where that is another one.</summary>
    public string? DonorCell { get; init; }

    /// <summary>Whether stores of the cities near were asked too.</summary>
    public bool AsksNearby { get; init; }

    /// <summary>Units that it can spare.</summary>
    public long DonorUnits { get; init; }
}

/// <summary>What decides the advice to a store.</summary>
public enum AdviceCause
{
    /// <summary>Nobody has counted its stock.</summary>
    NotCounted,

    /// <summary>Nothing swells, and there is enough.</summary>
    Enough,

    /// <summary>It may run out before the swell ends.</summary>
    MayRunOut,

    /// <summary>It sells faster than usual already, without being short.</summary>
    SellsFaster,

    /// <summary>People ask for it and do not buy more than usual.</summary>
    AskedFor,

    /// <summary>The product swells, and there is enough.</summary>
    Swells,

    /// <summary>Something that carries the product swells, and there is enough.</summary>
    IsCarried,

    /// <summary>It has none and usually sells none.</summary>
    NoneUsual,

    /// <summary>It runs out, or has.</summary>
    RunsOut,
}
