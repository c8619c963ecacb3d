using Houle.Faults.Harness;

namespace Houle.Faults.Network;

/// <summary>What a network does to a program, one thing after another at seeded moments.</summary>
internal static class Weather
{
    /// <summary>Strikes <paramref name="faults"/> times, and leaves the network whole.</summary>
    /// <param name="quietMsMax">The longest time without a fault before each.</param>
    /// <param name="faultMsMax">The longest fault.</param>
    /// <returns>What was done, to print when a test fails.</returns>
    public static async Task<string> Strike(TcpProxy network, Seeds seeds, int faults, int quietMsMax, int faultMsMax)
    {
        List<string> done = [];
        for (int fault = 0; fault < faults; fault++)
        {
            await Task.Delay(seeds.NextDelay(quietMsMax));
            int kind = seeds.Next(4);
            TimeSpan time = seeds.NextDelay(faultMsMax);
            if (kind == 3) network.Cut();
            else network.Stall(requests: kind != 1, answers: kind != 2); // answers alone: a commit whose outcome nobody hears of
            await Task.Delay(time);
            network.Heal();
            done.Add($"{(kind == 3 ? "cut" : kind == 0 ? "stalled" : kind == 1 ? "answers stalled" : "requests stalled")} {time.TotalMilliseconds:0} ms");
        }

        return string.Join(", ", done);
    }
}
