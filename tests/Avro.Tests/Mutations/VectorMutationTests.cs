using Houle.Avro.Mutations;
using Houle.Avro.Tests.Vectors;

namespace Houle.Avro.Tests.Mutations;

/// <summary>A part of what <c>bench avro mutate</c> does a million times.</summary>
public class VectorMutationTests
{
    private const int Seed = 20_250_102;
    private const int Mutations = 40_000;

    /// <summary>Undamaged and refused, by choice and by the specification: docs/decisions/avro-java-departures.md.</summary>
    private static readonly string[] Refused = ["resolution bytes_to_string_invalid_utf8", "schema non_ascii_names"];

    [Fact]
    public void Mutated_vectors_are_values_or_errors_that_say_where_on_every_way_in()
    {
        List<MutationTarget> targets = MutationTarget.Load(VectorFile.Folder);
        targets.Count.ShouldBeGreaterThan(1_800);
        foreach (MutationTarget target in targets.Where(target => !Refused.Contains(target.Name)))
        {
            foreach ((string way, ReadWay read) in target.Ways) Should.NotThrow(() => read(target.Bytes), $"undamaged: {target.Name}, {way}");
        }

        var run = new MutationRun(Seed, targets);
        run.Run(Mutations);

        foreach (string line in run.Report()) TestContext.Current.TestOutputHelper!.WriteLine(line);
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {Seed}; slowest {run.Slowest.TotalMilliseconds:F1} ms");
        run.Faults.ShouldBeEmpty();
        run.Values.ShouldBeGreaterThan(Mutations / 10);
        run.Errors.ShouldBeGreaterThan(Mutations);
    }
}
