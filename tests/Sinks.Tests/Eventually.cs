using System.Diagnostics;

namespace Houle.Sinks.Tests;

/// <summary>Waits for a condition, with a bound.</summary>
internal static class Eventually
{
    public static async Task BecomesTrueAsync(Func<Task<bool>> condition, string what, int timeoutMs = 120_000)
    {
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            if (watch.ElapsedMilliseconds > timeoutMs) Assert.Fail($"not within {timeoutMs} ms: {what}");
            await Task.Delay(20);
        }
    }

    public static Task BecomesTrueAsync(Func<bool> condition, string what, int timeoutMs = 120_000) =>
        BecomesTrueAsync(() => Task.FromResult(condition()), what, timeoutMs);
}
