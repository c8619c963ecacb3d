namespace Houle.Avro.Compatibility;

/// <summary>What a new version of a schema owes to those before it, as registries name it.</summary>
public enum CompatibilityLevel
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The new schema reads what the last one wrote: readers are upgraded first.</summary>
    Backward,

    /// <summary>The new schema reads what every earlier one wrote.</summary>
    BackwardTransitive,

    /// <summary>The last schema reads what the new one writes: writers are upgraded first.</summary>
    Forward,

    /// <summary>Every earlier schema reads what the new one writes.</summary>
    ForwardTransitive,

    /// <summary>Both, with the last one.</summary>
    Full,

    /// <summary>Both, with every earlier one.</summary>
    FullTransitive,
}
