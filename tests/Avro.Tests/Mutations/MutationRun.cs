using System.Diagnostics;
using System.Globalization;

namespace Houle.Avro.Mutations;

/// <summary>Tries damaged vectors on every way in, in turn, and gathers what broke the rules.</summary>
/// <remarks>The rules: a value, or an error of this library that says where; never another exception; and no more memory than
/// <see cref="BytesPerByte"/> times the input and <see cref="BytesAlways"/> on top, for each reading.</remarks>
internal sealed class MutationRun(int seed, IReadOnlyList<MutationTarget> targets)
{
    /// <summary>See docs/decisions/own-avro-codec.md, "Bounds".</summary>
    public const int BytesPerByte = 512;

    public const int BytesAlways = 8 << 20;

    private readonly Dictionary<string, (int Values, int Errors, long Most)> _ways = new(StringComparer.Ordinal);

    public List<string> Faults { get; } = [];

    public int Values { get; private set; }

    public int Errors { get; private set; }

    /// <summary>The longest that one mutation took, on all its ways in.</summary>
    public TimeSpan Slowest { get; private set; }

    public string SlowestName { get; private set; } = "";

    /// <param name="count">Mutations; each goes to one vector and all of that vector's ways in.</param>
    public void Run(int count)
    {
        var random = new Random(seed);
        var mutator = new Mutator(random);
        for (int i = 0; i < count && Faults.Count < 20; i++)
        {
            MutationTarget target = targets[random.Next(targets.Count)];
            byte[] bytes = mutator.Mutate(target.Bytes);
            long start = Stopwatch.GetTimestamp();
            bool? isValue = null;
            foreach ((string name, ReadWay read) in target.Ways)
            {
                bool taken = Try(name, read, bytes, $"seed {seed}, mutation {i} of {target.Name}, {name}, {Convert.ToHexStringLower(bytes)}");
                if (target.WaysAgree && isValue is not null && taken != isValue) Faults.Add($"seed {seed}, mutation {i} of {target.Name}: {name} differs from the others, {Convert.ToHexStringLower(bytes)}");
                isValue = taken;
            }

            TimeSpan took = Stopwatch.GetElapsedTime(start);
            if (took > Slowest) (Slowest, SlowestName) = (took, $"mutation {i} of {target.Name}");
        }
    }

    /// <summary>A line for each way in: values, errors, and the most memory that one reading took.</summary>
    public IEnumerable<string> Report() => _ways.OrderBy(way => way.Key, StringComparer.Ordinal).Select(way => string.Create(
        CultureInfo.InvariantCulture,
        $"{way.Key,-24} {way.Value.Values,9} values {way.Value.Errors,9} errors, at most {way.Value.Most / 1024,6} KB"));

    private bool Try(string name, ReadWay read, byte[] bytes, string what)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        bool isValue = false;
        try
        {
            string? fault = read(bytes);
            isValue = true;
            if (fault is not null) Faults.Add($"{what}: {fault}");
            Values++;
        }
        catch (Exception error) when (MutationTarget.IsExpected(error, bytes.Length) is { } expected)
        {
            if (expected.Length > 0) Faults.Add($"{what}: {expected}: {error.Message}");
            Errors++;
        }
#pragma warning disable CA1031 // whatever else it was is the finding
        catch (Exception error)
        {
            Faults.Add($"{what}: {error}");
        }
#pragma warning restore CA1031

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        if (allocated > BytesAlways + (long)BytesPerByte * bytes.Length) Faults.Add($"{what}: {allocated} bytes allocated");
        (int Values, int Errors, long Most) sum = _ways.GetValueOrDefault(name);
        _ways[name] = (sum.Values + (isValue ? 1 : 0), sum.Errors + (isValue ? 0 : 1), Math.Max(sum.Most, allocated));
        return isValue;
    }
}
