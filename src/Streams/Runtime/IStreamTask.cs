using Houle.Streams.Log;

namespace Houle.Streams.Runtime;

/// <summary>One stage's work on exactly one partition of one topic. Called by one thread; has no clock and no threads.</summary>
/// <remarks>The cycle is: <see cref="Restore"/> once, then any number of <see cref="Process"/>, then <see cref="Flush"/>
/// into a commit, then <see cref="Committed"/> when it is durable. When a commit fails the task is thrown away and a new
/// one restored.</remarks>
public interface IStreamTask
{
    /// <summary>Also its consumer group: "observe" or "detect".</summary>
    string Group { get; }

    TopicPartition Source { get; }

    /// <summary>The offset it wants next.</summary>
    long NextOffset { get; }

    /// <summary>Event time reached, for serving the most backward task first; null when it does not matter.</summary>
    long? StreamTimeMs { get; }

    /// <summary>Something happened that others should see at once: a window may close, or did; or there is more to write than the last commit held.</summary>
    bool CommitSoon { get; }

    /// <summary>Work held in memory, in table rows: the runtime commits when it passes its bound.</summary>
    int PendingRows { get; }

    /// <summary>What it has read and cannot judge before another task has come as far.</summary>
    Waiting Waiting => default;

    /// <summary>Builds the state of the last commit from position, changelog and what must be read again.</summary>
    void Restore(ILog log);

    /// <summary>No record lies between <see cref="NextOffset"/> and <paramref name="offset"/>: it goes on from there.</summary>
    void SkipTo(long offset);

    /// <summary>Takes records from <see cref="NextOffset"/> on; outputs that are final go straight into the commit.</summary>
    void Process(RecordBatch batch, CommitBatch commit);

    /// <summary>Adds what has gathered since the last commit: outputs, changes of state, the position.</summary>
    void Flush(CommitBatch commit);

    /// <summary>The commit with the last <see cref="Flush"/> is durable; it knows the offsets of its records.</summary>
    void Committed(CommitBatch commit);
}

/// <summary>What a task holds until others have come as far.</summary>
/// <param name="Minutes">Minutes of event time that something has come of, at least 0.</param>
/// <param name="Bytes">Of the records that it has come in, at least 0.</param>
public readonly record struct Waiting(int Minutes, long Bytes);
