namespace Houle.Streams.Topology;

/// <summary>Everything that decides what the topology computes: with the source topics, all that its output depends on
/// (contract C1).</summary>
public sealed record TopologyOptions
{
    public IReadOnlyList<StreamOptions> Streams { get; init; } = StreamOptions.Defaults;

    /// <summary>Partitions of houle.activity: how many Detect tasks there can be. Fixed for a deployment. 1 to 1024.</summary>
    public int ActivityPartitions { get; init; } = 4;

    /// <summary>How long topics are kept. Changelogs are trimmed by what they hold, and campaigns, feedback and control records stay.</summary>
    public TopicRetention Retention { get; init; } = TopicRetention.Unlimited;

    /// <summary>Partitions of the result topics. 1 to 1024.</summary>
    public int ResultPartitions { get; init; } = 1;

    /// <summary>Parts into which a cell above the city is cut by entity, so that none is hot. 1 to 64.</summary>
    public int ShardsAboveCity { get; init; } = 1;

    /// <summary>Whether counts of a city enter its country (and configured regions) too.</summary>
    public bool RollUp { get; init; } = true;

    /// <summary>Of entities keep counts and weights alone: no people, engagement, units, amounts, and so no detection. A third of the memory.</summary>
    public bool CountsOnly { get; init; }

    /// <summary>Regions and districts of a city id, from configuration; the country is its prefix and needs no entry.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<ParentCell>> Parents { get; init; } =
        new Dictionary<string, IReadOnlyList<ParentCell>>();

    /// <summary>Entities kept of one cell's window; the rest, chosen by hash and so independent of order, is folded into
    /// '(other)' of its kind. 1,000 to 10,000,000.</summary>
    public int WindowEntitiesMax { get; init; } = 200_000;

    /// <summary>Creators of whom a partition of the social stream keeps an account, about 200 bytes each and 64 more once somebody comments; what is past it counts as
    /// authentic and is counted. 0 keeps none. 0 to 10,000,000.</summary>
    public int CreatorsMax { get; init; } = 1_000_000;

    /// <summary>Days of stream time without an event after which a creator is forgotten: who comes back is new. 1 to 36,500.</summary>
    public int CreatorSilentDays { get; init; } = 180;

    /// <summary>Daily scores that a commit of a partition holds beside what it holds anyway, some 500 bytes each: a day's end is spread over
    /// several. What is written does not depend on it. 1 to 100,000.</summary>
    public int CreatorScoresPerCommitMax { get; init; } = 4_096;

    /// <summary>How bursts are found and alerts opened; null for not at all.</summary>
    public DetectionOptions? Detection { get; init; } = new();

    /// <summary>How streams are joined into signals; null for not at all. Needs <see cref="Detection"/>.</summary>
    public SignalOptions? Signals { get; init; }

    /// <summary>Where ids of Confluent's framing are looked up; null where there is no registry.</summary>
    public Observe.IRegisteredSchemas? Registered { get; init; }

    /// <summary>An event this far ahead of its record's timestamp is dead-lettered. 0 to 86,400,000.</summary>
    public long FutureMaxMs { get; init; } = 3_600_000;

    /// <summary>The places above a city: what configuration names, then its country, the prefix of its id.</summary>
    internal IEnumerable<ParentCell> Above(string city)
    {
        if (Parents.TryGetValue(city, out IReadOnlyList<ParentCell>? configured))
        {
            foreach (ParentCell parent in configured) yield return parent;
        }

        if (city.IndexOf('/', StringComparison.Ordinal) is > 0 and int slash) yield return new ParentCell(city[..slash], Events.CellLevel.Country);
    }

    /// <summary>Detection counts creators: where none are kept, there is none.</summary>
    internal DetectionOptions? WithPeople => CountsOnly ? null : Detection;

    internal SignalOptions? Joined => WithPeople is null || Signals is not { Cities.Count: > 0 } ? null : Signals;
}

/// <summary>A cell above a city.</summary>
public readonly record struct ParentCell(string Cell, Events.CellLevel Level);
