namespace Houle.Configuration;

/// <summary>One thing that is wrong in a configuration file, and where; line and column count from 1.</summary>
internal sealed record ConfigError(string File, long Line, long Column, string Message)
{
    public override string ToString() => $"{File}:{Line}:{Column}: {Message}";
}

/// <summary>A configuration that cannot be used: all that is wrong with it, one line each.</summary>
internal sealed class ConfigException(IReadOnlyList<ConfigError> errors)
    : Exception(string.Join('\n', errors.Select(error => error.ToString())))
{
    public IReadOnlyList<ConfigError> Errors { get; } = errors;
}
