using System.Text.Json.Nodes;

namespace Houle.Results;

/// <summary>What became of records: sums of houle.accounting. Weights are in millionths.</summary>
internal readonly record struct Account(
    long Read, long Accepted, long Late, long Duplicates, long DeadLettered, long Other, long AcceptedWeight, long LeafWeight)
{
    /// <summary>Records of which nobody knows what became (contract C3); anything but 0 is a fault of Houle.</summary>
    public long Lost => Read - Accepted - Duplicates - DeadLettered - Other;

    /// <summary>Whether nothing was lost: neither records nor weight.</summary>
    public bool Holds => Lost == 0 && AcceptedWeight == LeafWeight;

    public static Account operator +(Account a, Account b) => new(
        a.Read + b.Read, a.Accepted + b.Accepted, a.Late + b.Late, a.Duplicates + b.Duplicates,
        a.DeadLettered + b.DeadLettered, a.Other + b.Other, a.AcceptedWeight + b.AcceptedWeight, a.LeafWeight + b.LeafWeight);

    public static Account operator -(Account a, Account b) => new(
        a.Read - b.Read, a.Accepted - b.Accepted, a.Late - b.Late, a.Duplicates - b.Duplicates,
        a.DeadLettered - b.DeadLettered, a.Other - b.Other, a.AcceptedWeight - b.AcceptedWeight, a.LeafWeight - b.LeafWeight);

    /// <summary>The six counts by their names in the documents of demo and doctor.</summary>
    public JsonObject ToJson() => new()
    {
        ["read"] = Read,
        ["accepted"] = Accepted,
        ["late"] = Late,
        ["duplicates"] = Duplicates,
        ["dead_lettered"] = DeadLettered,
        ["other"] = Other,
    };
}
