namespace Houle.Configuration;

/// <summary>How a property is written in houle.yaml: its key, what it means, and the range that is accepted.</summary>
/// <remarks>Reader, JSON schema and error messages all come from here, so that they cannot disagree.</remarks>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SettingAttribute(string key, string description) : Attribute
{
    /// <summary>Lower case with underscores, the unit last.</summary>
    public string Key { get; } = key;

    public string Description { get; } = description;

    /// <summary>Smallest number that is accepted.</summary>
    public long Min { get; init; } = long.MinValue;

    /// <summary>Largest number that is accepted.</summary>
    public long Max { get; init; } = long.MaxValue;

    /// <summary>What a text must match, as a regular expression; empty for anything.</summary>
    public string Pattern { get; init; } = "";

    /// <summary>Of a section: the key that a single value in its place stands for; empty for none.</summary>
    public string Shorthand { get; init; } = "";
}
