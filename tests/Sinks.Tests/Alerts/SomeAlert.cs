using Houle.Events;
using Houle.Streams.Alerts;

namespace Houle.Sinks.Tests.Alerts;

/// <summary>Alerts as tests of delivery need them.</summary>
internal static class SomeAlert
{
    /// <summary>2025-07-01T12:00:00Z.</summary>
    public const long NoonMs = 1_751_371_200_000;

    public static AlertRecord Of(int number, int severity = 6, string cell = "be/liege", long atMs = NoonMs) => new()
    {
        Id = $"alert-{number}", Stream = Events.Stream.Social, Cell = cell, Kind = EntityKind.Sound, Entity = $"sound-{number}",
        Severity = severity, People = 41, Brands = ["acme"], Terms = ["pluie", "vélo"], OpenedAtMs = atMs, UpdatedAtMs = atMs,
        Phase = TrendPhase.Rising,
        Evidence = new AlertEvidence
        {
            Observed = 52, Expected = 8, RatioLow = 4.6, RatioHigh = 8.9, Test = "negative_binomial_mid_p", ScaleMs = 7_200_000,
            Dispersion = 1.7, P = 4e-9, Q = 0.0003, Tests = 1200, BaselineStartMs = atMs - 86_400_000, BaselineEndMs = atMs, AuthenticShare = 0.97,
            Links = ["https://example.org/post/1", "javascript:alert(1)"], Contributors = [new AlertContributor("p1", 0.2, 0.9)],
        },
        Do = [new AlertAdvice("store-2", StoreAction.Display, "it sells there", 12, 4)],
    };
}
