using System.Runtime.InteropServices;
using Houle.Events;

namespace Houle.Sinks.Tests;

/// <summary>Sums of one cell or entity; <paramref name="Numbers"/> in the order of the record's counts.</summary>
internal sealed record MeasuresModel(IReadOnlySet<ulong> People, long[] Numbers)
{
    public const int Count = 0, Weight = 1, AuthenticWeight = 2, Unnamed = 3, Engagement = 4, Complaints = 5, Units = 6,
        AmountCents = 7, PromoUses = 8, Entries = 9, Exits = 10, SponsoredWeight = 11, Length = 12;

    public static MeasuresModel Random(Random random, ReadOnlySpan<ulong> people)
    {
        HashSet<ulong> some = [];
        for (int i = random.Next(people.Length); i > 0; i--) some.Add(people[random.Next(people.Length)]);
        long[] numbers = [.. Enumerable.Range(0, Length).Select(_ => (long)random.Next(-50, 100_000))];
        numbers[Unnamed] = random.Next(3) == 0 ? random.Next(4) : 0;
        numbers[Entries] = random.Next(8);
        return new MeasuresModel(some, numbers);
    }

    /// <summary>The 128 smallest hashes, ascending, little-endian.</summary>
    public byte[] Sketch() => MemoryMarshal.AsBytes<ulong>(People.Order().Take(128).ToArray()).ToArray();

    public Measures ToRecord(ReadOnlySpan<byte> sketch) => new()
    {
        Count = Numbers[Count], Weight = Numbers[Weight], AuthenticWeight = Numbers[AuthenticWeight], PeopleSketch = sketch,
        PeopleUnnamed = Numbers[Unnamed], Engagement = Numbers[Engagement], Complaints = Numbers[Complaints],
        Units = Numbers[Units], AmountCents = Numbers[AmountCents], PromoUses = Numbers[PromoUses],
        Entries = Numbers[Entries], Exits = Numbers[Exits], SponsoredWeight = Numbers[SponsoredWeight],
    };
}
