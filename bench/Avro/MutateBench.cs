using System.Globalization;
using Houle.Avro.Mutations;

namespace Houle.Bench.Avro;

/// <summary>A million damaged vectors on every way into the Avro codec; fails if one of them breaks a rule.</summary>
internal static class MutateBench
{
    private const int CountDefault = 1_000_000;
    private const int SeedDefault = 20_250_101;

    public static Area Area { get; } = new(
        "mutate", "a million damaged Avro vectors on every way in: values, errors, memory (--count N --seed N --vectors FOLDER)", RunAsync);

    private static Task<int> RunAsync(string[] args)
    {
        int count = Option(args, "--count", CountDefault), seed = Option(args, "--seed", SeedDefault);
        int at = Array.IndexOf(args, "--vectors");
        string folder = at >= 0 ? args[at + 1]
            : Path.Combine(Environment.GetEnvironmentVariable("HOULE_SHARED") ?? Path.Combine("..", "shared"), "data", "avro");
        List<MutationTarget> targets = MutationTarget.Load(folder);
        var run = new MutationRun(seed, targets);
        run.Run(count);
        foreach (string line in run.Report()) Console.WriteLine(line);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"seed {seed}: {count} mutations of {targets.Count} vectors, {run.Values + run.Errors} readings, {run.Values} values, {run.Errors} errors; slowest {run.Slowest.TotalMilliseconds:F1} ms ({run.SlowestName}); memory within {MutationRun.BytesAlways >> 20} MiB + {MutationRun.BytesPerByte} times the input"));
        foreach (string fault in run.Faults) Console.WriteLine(fault);
        return Task.FromResult(run.Faults.Count == 0 ? 0 : 1);
    }

    private static int Option(string[] args, string name, int otherwise)
    {
        int at = Array.IndexOf(args, name);
        return at >= 0 ? int.Parse(args[at + 1], CultureInfo.InvariantCulture) : otherwise;
    }
}
