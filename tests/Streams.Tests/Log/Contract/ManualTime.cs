namespace Houle.Streams.Tests.Log.Contract;

/// <summary>A clock that stands still until a test moves it; starts at 2026-01-01.</summary>
public sealed class ManualTime : TimeProvider
{
    private long _nowMs = 1_767_225_600_000;

    public long NowMs
    {
        get => Interlocked.Read(ref _nowMs);
        set => Interlocked.Exchange(ref _nowMs, value);
    }

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(NowMs);
}
