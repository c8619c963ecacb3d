using Houle.Avro.Binary;
using Houle.Avro.Resolution;
using Houle.Avro.Schemas;
using Houle.Avro.Tests.Generated;
using Houle.Avro.Tests.Oracle;

namespace Houle.Avro.Tests;

/// <summary>Damaged bytes are a value or an error with a place: never another exception, nor much memory.</summary>
public class MutationTests
{
    private const int Seed = 20_250_101;
    private const int Mutations = 100_000;

    private delegate void ReadAll(ReadOnlySpan<byte> body, ByteBuffer to);

    [Fact]
    public void Mutated_mention_is_a_value_or_an_error_with_its_place() => Run(Mention.Schema, "Mention", static (body, to) =>
    {
        Mention mention = Mention.Read(body);
        long sum = 0;
        foreach (ReadOnlySpan<byte> item in mention.Sounds) sum += item.Length;
        foreach (ReadOnlySpan<byte> item in mention.Terms) sum += item.Length;
        foreach (MentionIntent item in mention.Intents) sum += (int)item;
        var writer = new AvroWriter(to);
        mention.Write(ref writer);
        sum.ShouldBeGreaterThanOrEqualTo(0);
    });

    [Fact]
    public void Mutated_city_window_is_a_value_or_an_error_with_its_place() => Run(CityWindow.Schema, "CityWindow", static (body, to) =>
    {
        CityWindow window = CityWindow.Read(body);
        long sum = 0;
        foreach (EntityMeasures item in window.Entities) sum += item.Entity.Length + item.Measures.PeopleSketch.Length;
        var writer = new AvroWriter(to);
        window.Write(ref writer);
        sum.ShouldBeGreaterThanOrEqualTo(0);
    });

    private static void Run(Schema schema, string root, ReadAll read)
    {
        var random = new RandomAvro(Seed);
        byte[][] valid = [.. Enumerable.Range(0, 200).Select(_ => random.Blocked(schema, random.Value(schema)))];
        SchemaResolver same = SchemaResolver.Create(schema, schema);
        ByteBuffer to = new(), resolved = new();
        int values = 0, errors = 0;
        for (int i = 0; i < Mutations; i++)
        {
            byte[] bytes = Mutate(valid[random.Random.Next(valid.Length)], random.Random);
            to.Clear();
            resolved.Clear();
            long before = GC.GetAllocatedBytesForCurrentThread();
            bool isValue = true;
            try
            {
                read(bytes, to);
                values++;
            }
            catch (AvroException error)
            {
                isValue = false;
                errors++;
                (error.Position <= bytes.Length && error.Path.StartsWith(root, StringComparison.Ordinal)).ShouldBeTrue($"mutation {i}: {error.Message}");
            }

            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            if (allocated > 100_000) allocated.ShouldBeLessThan(100_000, $"mutation {i}, {bytes.Length} bytes"); // buffers grow in the first rounds
            IsValue(() => same.Resolve(bytes, resolved)).ShouldBe(isValue, $"mutation {i}: generated type and resolver must agree");
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"seed {Seed}: {values} values, {errors} errors");
        values.ShouldBeGreaterThan(Mutations / 100);
        errors.ShouldBeGreaterThan(Mutations / 4);
    }

    private static byte[] Mutate(byte[] bytes, Random random)
    {
        List<byte> mutated = [.. bytes];
        for (int times = 1 + random.Next(3); times > 0 && mutated.Count > 0; times--)
        {
            int at = random.Next(mutated.Count);
            switch (random.Next(5))
            {
                case 0: mutated[at] ^= (byte)(1 << random.Next(8)); break;
                case 1: mutated[at] = (byte)random.Next(256); break;
                case 2: mutated.RemoveRange(at, random.Next(1, mutated.Count - at + 1)); break;
                case 3: mutated.Insert(at, (byte)random.Next(256)); break;
                default: mutated.InsertRange(at, [0xFF, 0xFF, 0xFF, 0xFF, 0x0F]); break;
            }
        }

        return [.. mutated];
    }

    private static bool IsValue(Action read)
    {
        try
        {
            read();
            return true;
        }
        catch (AvroException)
        {
            return false;
        }
    }
}
