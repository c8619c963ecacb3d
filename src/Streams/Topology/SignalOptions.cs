namespace Houle.Streams.Topology;

/// <summary>How streams are joined into signals: part of what the output depends on.</summary>
public sealed record SignalOptions
{
    /// <summary>Cities that have stores. Elsewhere nothing is joined, and no alert waits for a join.</summary>
    public required IReadOnlySet<string> Cities { get; init; }

    /// <summary>Of a city the others that stock may come from, in order of preference: <see cref="NearCities"/>. Empty: stores take
    /// from stores of their own city alone.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Near { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Streams that a join waits for beside the social one, and takes from. Name only those that are fed: for one
    /// that is silent every join waits <see cref="WaitMinutesMax"/>.</summary>
    public IReadOnlyList<Events.Stream> Streams { get; init; } = [Events.Stream.Intents, Events.Stream.Sales, Events.Stream.FootTraffic];

    /// <summary>Minutes of the social stream's time after which a join waits no longer for a stream that has not come so far; what that
    /// stream says of those minutes later is not joined. Bounds what waits. Above what one source is ever ahead of
    /// another while catching up, or the output would depend on that (contract C1). 120 to 2^31 - 1.</summary>
    public int WaitMinutesMax { get; init; } = int.MaxValue;

    /// <summary>Shelves (a product in a store) of one city whose pace and stock are kept; those that come later are not, and are
    /// counted. About 250 bytes each, and 900 a product of the city. 1,000 to 10,000,000.</summary>
    public int ShelvesPerCityMax { get; init; } = 200_000;

    /// <summary>Days after which a day's sales count half in what is usual. 1 to 60.</summary>
    public int HalfLifeDays { get; init; } = 14;

    /// <summary>Hours of sales that a city must have shown before a shelf is called short without a swell. 24 to 2,160.</summary>
    public int LearningHours { get; init; } = 7 * 24;
}
