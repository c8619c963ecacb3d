using Houle.Events;
using Stream = Houle.Events.Stream;

namespace Houle.Streams.Tests.Oracle;

/// <summary>An event as a plain object, before any encoding: what the oracle counts and the generator encodes.</summary>
internal sealed record PlainEvent
{
    public required EventForm Form { get; init; }

    public string EventId { get; init; } = "";

    /// <summary>Event time, or a Progress record's stream time.</summary>
    public long TimeMs { get; init; }

    public string? City { get; init; }

    public string? Person { get; init; }

    public double Weight { get; init; } = 1;

    public List<(EntityKind Kind, string Id)> Entities { get; init; } = [];

    public bool Complaint { get; init; }

    public long A { get; init; }

    public long B { get; init; }

    /// <summary>Social: a comment on this creator's page; null for a post.</summary>
    public string? Page { get; init; }

    /// <summary>Social: followers of the person; 0 is unknown.</summary>
    public long Followers { get; init; }

    /// <summary>Social: what the post is; a comment where <see cref="Page"/> is given.</summary>
    public Format Format { get; init; }

    /// <summary>Social: known to be paid for.</summary>
    public bool Sponsored { get; init; }

    /// <summary>Social: public link; null for none.</summary>
    public string? Url { get; init; }

    /// <summary>Social: audience segments of the person.</summary>
    public IReadOnlyList<string> Segments { get; init; } = [];

    public bool Returned { get; init; }
}

/// <summary>What stands in a source partition.</summary>
internal enum EventForm
{
    Event,
    Progress,
    Snapshot,
    Tombstone,
    Malformed,
    Invalid,
    TooFarAhead,
}

/// <summary>A stream's partitions as lists, in log order.</summary>
internal sealed record PlainStream(Stream Stream, List<PlainEvent>[] Partitions);
