namespace Houle.Streams.Log.Memory;

/// <summary>What a fault does to one commit.</summary>
public enum CommitFault
{
    None,

    /// <summary>Nothing is committed, and the caller gets an <see cref="InjectedFaultException"/>.</summary>
    BeforeCommit,

    /// <summary>All is committed, and the caller gets the same exception: to the caller the outcome is unknown.</summary>
    AfterCommit,
}

/// <summary>A failure that a test asked for; what became of the commit is for the caller to find out.</summary>
public sealed class InjectedFaultException(string message) : LogException(message);

/// <summary>How often each fault strikes; probabilities from 0 to 1.</summary>
/// <param name="BeforeCommit">A commit fails and has no effect.</param>
/// <param name="AfterCommit">A commit fails after it took effect.</param>
/// <param name="TornRead">A read returns only some of the records it could.</param>
/// <param name="Delay">A commit stays invisible to readers for some calls, and those after it too.</param>
/// <param name="DelayCallsMax">The most calls of Read, Range or WaitForCommit that a delay lasts.</param>
public sealed record MemoryFaultRates(
    double BeforeCommit = 0, double AfterCommit = 0, double TornRead = 0, double Delay = 0, int DelayCallsMax = 8);

/// <summary>The seeded fault device of a <see cref="MemoryLog"/>: equal seeds and calls give equal faults.</summary>
/// <remarks>The log asks it under its lock, so it needs none.</remarks>
public sealed class MemoryLogFaults
{
    private readonly Random? _random;
    private readonly MemoryFaultRates _rates;
    private readonly Queue<CommitFault> _script;

    private MemoryLogFaults(Random? random, MemoryFaultRates rates, IEnumerable<CommitFault> script)
    {
        (_random, _rates) = (random, rates);
        _script = new Queue<CommitFault>(script);
    }

    public static MemoryLogFaults None => new(null, new MemoryFaultRates(), []);

    /// <summary>Faults by chance, from a seed.</summary>
    public static MemoryLogFaults Seeded(int seed, MemoryFaultRates rates) => new(new Random(seed), rates, []);

    /// <summary>The fault of the first commit, of the second, and so on; none after the last.</summary>
    public static MemoryLogFaults Scripted(params IEnumerable<CommitFault> commits) =>
        new(null, new MemoryFaultRates(), commits);

    internal CommitFault NextCommit()
    {
        if (_script.TryDequeue(out CommitFault scripted)) return scripted;
        if (_random is null) return CommitFault.None;
        double chance = _random.NextDouble();
        if (chance < _rates.BeforeCommit) return CommitFault.BeforeCommit;
        return chance < _rates.BeforeCommit + _rates.AfterCommit ? CommitFault.AfterCommit : CommitFault.None;
    }

    /// <summary>The most records that the next read may return, at least 1.</summary>
    internal int NextReadRecordsMax(int recordsMax) =>
        _random is not null && _random.NextDouble() < _rates.TornRead
            ? 1 + _random.Next(Math.Min(recordsMax, 1 + _random.Next(recordsMax)))
            : recordsMax;

    /// <summary>Calls for which the commit just made stays invisible; 0 for not at all.</summary>
    internal int NextDelayCalls() =>
        _random is not null && _random.NextDouble() < _rates.Delay ? 1 + _random.Next(_rates.DelayCallsMax) : 0;
}
