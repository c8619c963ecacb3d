namespace Houle.Ingest.Tests.Support;

/// <summary>A clock that stands still.</summary>
public sealed class FixedTime(string now) : TimeProvider
{
    private readonly DateTimeOffset _now = DateTimeOffset.Parse(now);

    public override DateTimeOffset GetUtcNow() => _now;
}
