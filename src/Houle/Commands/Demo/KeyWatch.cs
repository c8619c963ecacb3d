namespace Houle.Commands.Demo;

/// <summary>Listens for keys while a demo plays; does nothing where there is no keyboard.</summary>
internal static class KeyWatch
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    public static bool IsPossible => !Console.IsInputRedirected;

    /// <summary>Calls <paramref name="press"/> for every key, until cancelled.</summary>
    public static async Task Run(Action<char> press, CancellationToken cancel)
    {
        if (!IsPossible) return;
        using var timer = new PeriodicTimer(Interval);
        while (await NextTick(timer, cancel))
        {
            while (Console.KeyAvailable) press(Console.ReadKey(intercept: true).KeyChar);
        }
    }

    private static async Task<bool> NextTick(PeriodicTimer timer, CancellationToken cancel)
    {
        try
        {
            return await timer.WaitForNextTickAsync(cancel);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
