using Houle.Events;
using Houle.Streams.Alerts;

namespace Houle.Streams.Tests.Alerts;

/// <summary>Alerts as tests need them: one that is complete, and ones from a seed.</summary>
internal static class SomeAlert
{
    /// <summary>Every field has a value that is not its default.</summary>
    public static AlertRecord Complete { get; } = new()
    {
        Id = "a1", Revision = 2, State = AlertState.Updated, Category = AlertCategory.Swell, Stream = Events.Stream.Social,
        Cell = "be/liege", Kind = EntityKind.Sound, Entity = "pluie-d-ete", Creator = "c0ffee", Severity = 6, People = 41,
        Brands = ["acme", "zorg"], Terms = ["été", "pluie"], OpenedAtMs = 1_751_371_200_000,
        UpdatedAtMs = 1_751_378_400_000, Phase = TrendPhase.Rising, FirstCell = "be/brussels", NextCells = ["be/namur", "be/mons"],
        CellsPerHour = 1.5, Visits = 620, VisitsExpected = 410, UnitsPerDay = 30.5, DaysOfCover = 4.2, StockOutRisk = 0.35,
        SentenceEn = "en", SentenceFr = "fr", SentenceNl = "nl",
        Evidence = new AlertEvidence
        {
            Observed = 52, Expected = 8, RatioLow = 4.6, RatioHigh = 8.9, RatioLevel = 0.9, Test = "negative_binomial_mid_p",
            ScaleMs = 7_200_000, Windows = [new AlertSpan(300_000, 9, 2, 1.2, 0.01), new AlertSpan(7_200_000, 52, 8, 1.7, 1e-9)], Combination = "cauchy", Dispersion = 1.7, P = 4e-9, Q = 0.0003, Tests = 1200, QRank = 3, QP = 5e-9,
            Cells = 12, QCells = 0.002, OpeningLevel = 0.01, SpreadTests = 84, SpreadRank = 2, SpreadP = 6e-9, BaselineStartMs = 1_750_000_000_000, BaselineEndMs = 1_751_300_000_000,
            LearningDay = 14, LearningDays = 14, SmallestBurst = 2.5, AuthenticShare = 0.97, SponsoredShare = 0.1, SuspiciousShare = 0.03,
            Contributors = [new AlertContributor("p1", 0.2, 0.9), new AlertContributor("p2", 0.1, null)],
            CarriedBy = [new AlertShare(RiseDimension.City, "be/liege", 1.25), new AlertShare(RiseDimension.City, AlertShare.Rest, -0.25)],
            Carries = [new AlertCarried("sku-9", 20, 41)], Segments = [new AlertSegment("students", 27, 41, 0.2), new AlertSegment("families", 6, 41, 0.25)], Links = ["https://example.org/1"], Configuration = "abc",
        },
        CoincidesWith = ["football match"],
        Do =
        [
            new AlertAdvice("store-2", StoreAction.Display, "it sells there", 12, 4, null),
            new AlertAdvice("store-5", StoreAction.Transfer, "it runs out", 1, 0.4, "store-2", "sku-9") { ReasonFr = "il manque", ReasonNl = "het raakt op", UnitsPerDay = 2.5, DueAtMs = 1_751_400_000_000 },
        ],
    };
}
