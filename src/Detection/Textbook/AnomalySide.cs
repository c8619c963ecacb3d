namespace Houle.Detection.Textbook;

/// <summary>Which scores are suspicious.</summary>
public enum AnomalySide
{
    /// <summary>Large ones.</summary>
    Positive,

    /// <summary>Small ones.</summary>
    Negative,

    /// <summary>Both.</summary>
    TwoSided,
}
