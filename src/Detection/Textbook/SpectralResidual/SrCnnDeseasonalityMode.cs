namespace Houle.Detection.Textbook.SpectralResidual;

/// <summary>How the season is taken out of a series before it is judged.</summary>
public enum SrCnnDeseasonalityMode
{
    /// <summary>By the mean of the values one period apart.</summary>
    Mean,

    /// <summary>By their median.</summary>
    Median,
}
