namespace Houle.Ingest.Tests.Support;

/// <summary>A clock that goes on when it is told to.</summary>
public sealed class SteppedTime(string now) : TimeProvider
{
    private DateTimeOffset _now = DateTimeOffset.Parse(now);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => _now;

    public override long GetTimestamp() => _now.Ticks;

    public void Advance(TimeSpan by) => _now += by;
}
