namespace Houle.Detection.Textbook.Ssa;

/// <summary>Which forecast a value is compared with.</summary>
public enum SsaComparison
{
    /// <summary>The one made before the value came (ML.NET over a file).</summary>
    Before,

    /// <summary>The one of the step after, made with the value taken in (ML.NET's stateful engine).</summary>
    After,
}
