namespace Houle.Bench.Audience;

/// <summary>Audience quality: labelled accounts, simulated creators, coordinated retweets.</summary>
internal static class AudienceBench
{
    public static Area Area { get; } = new(
        "audience", "audience quality: accounts (labelled; --fit [FILE] refits), creators (simulated; --seed N, --each N, --hidden-reach), pods (known coordination), memory (of a million creators), intents (labelled comments; --set dev, --misses, --text TEXT); all without a word", Run);

    private static Task<int> Run(string[] args)
    {
        string part = args.Length > 0 && !args[0].StartsWith('-') ? args[0] : "";
        if (part is "" or "accounts") AccountBench.Run(args);
        if (part is "" or "creators") CreatorBench.Run(Number(args, "--each", 1_000), Number(args, "--seed", 1), args.Contains("--hidden-reach"));
        if (part is "" or "pods") PodBench.Run();
        if (part is "" or "memory") CreatorMemory.Run();
        if (part is "" or "intents") IntentBench.Run(args);
        return Task.FromResult(part is "" or "accounts" or "creators" or "pods" or "memory" or "intents" ? 0 : 2);
    }

    private static int Number(string[] args, string name, int absent) =>
        Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? int.Parse(args[at + 1], System.Globalization.CultureInfo.InvariantCulture) : absent;
}
