namespace Houle.Detection.Textbook;

/// <summary>How p-values are turned into bets against the series staying as it is.</summary>
public enum MartingaleType
{
    /// <summary>Bets epsilon * p^(epsilon - 1).</summary>
    Power,

    /// <summary>The mean of the power bets over all epsilon in 0 to 1.</summary>
    Mixture,
}
