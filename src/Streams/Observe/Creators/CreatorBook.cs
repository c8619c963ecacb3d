using Houle.Detection.Audience;
using Houle.Events;
using Houle.Streams.Hashing;
using Houle.Streams.Log;
using Houle.Streams.State;
using Houle.Streams.Topology;
using Houle.Streams.Windows;

namespace Houle.Streams.Observe.Creators;

/// <summary>Keeps account of a partition's creators: what each event says of them, a score when a day of the partition's stream time
/// ends, and a record at once on an anomaly.</summary>
/// <remarks>An event counts in the day of stream time in which it comes. All that is computed follows from the order of the log, so
/// batches, commits and restarts change nothing.</remarks>
internal sealed class CreatorBook
{
    private const long DayMs = 86_400_000;
    private const int PostsLeast = 5;
    private const int CommentsLeast = 20;

    private readonly CreatorTable _table;
    private readonly StateChangelog _changelog;
    private readonly AudienceQualityWriter _writer;

    public CreatorBook(TopologyOptions options, TopicPartition changelog)
    {
        _table = new CreatorTable(options.CreatorsMax);
        _changelog = new StateChangelog(changelog, _table);
        _writer = new AudienceQualityWriter(options, _table);
    }

    public int Count => _table.RowLimit - 1;

    /// <summary>Events of creators past the bound.</summary>
    public long Untracked => _table.Untracked;

    public void Restore(ILog log) => _changelog.Restore(log);

    public void Committed(CommitBatch commit) => _changelog.Committed(commit);

    public void Prefetch(ReadOnlySpan<byte> key)
    {
        if (!key.IsEmpty) _table.Prefetch(Hash64.Of(key));
    }

    /// <summary>Writes what the state became; after <see cref="CloseDays"/>.</summary>
    public void Flush(CommitBatch commit) => _changelog.Write(commit);

    /// <summary>Ends the days that stream time has left, before anything else happens in the new one.</summary>
    public void CloseDays(long streamTimeMs, CommitBatch commit)
    {
        if (streamTimeMs == Admission.NoTime) return;
        int day = (int)(streamTimeMs / DayMs);
        if (day <= _table.OpenDay) return;
        int closed = _table.OpenDay;
        _table.OpenDay = day;
        _changelog.Changed(0);
        for (int row = 1; row < _table.RowLimit; row++)
        {
            ref CreatorState state = ref _table.State(row);
            if (state.ActiveDay != closed) continue;
            ushort doubt = CreatorQuality.Doubt(state);
            if (doubt != state.Doubt)
            {
                state.Doubt = doubt;
                _changelog.Changed(row);
            }

            if (state.FollowersAtMinute > 0 || state.Posts >= PostsLeast || state.Comments >= CommentsLeast)
                _writer.Write(row, (closed + 1) * DayMs, Anomaly.None, commit);
        }
    }

    /// <summary>Takes a mention into its creator's state, or a comment into that of the page it stands on.</summary>
    /// <param name="weight">In millionths.</param>
    /// <returns>The part of the weight that counts as authentic.</returns>
    public long Mention(scoped in Mention mention, long weight, long streamTimeMs, CommitBatch commit)
    {
        CloseDays(streamTimeMs, commit);
        bool isComment = mention.Format == Format.Comment && !mention.ParentCreator.IsEmpty;
        ReadOnlySpan<byte> id = isComment ? mention.ParentCreator : mention.Creator;
        int row = Row(id, streamTimeMs);
        if (row < 0) return weight;
        ref CreatorState state = ref _table.State(row);
        state.Platform = (byte)mention.Platform;
        CreatorAnomaly anomaly = CreatorAnomaly.None;
        if (isComment)
        {
            ref AudienceSketch sketch = ref _table.Sketch(row);
            bool isKnown = !mention.Creator.IsEmpty && sketch.SawCommenter(Hash64.Of(mention.Creator));
            if (!mention.City.IsEmpty && _table.CityNumber(mention.City) is > 0 and var city) sketch.SawCity(city);
            anomaly = CreatorMonitor.OnComment(ref state, mention.OccurredAtMs, isKnown);
            Report(row, anomaly, streamTimeMs, commit);
            return weight;
        }

        if (mention.CreatorFollowers is { } followers) anomaly = CreatorMonitor.OnFollowers(ref state, mention.OccurredAtMs, followers);
        long reactions = mention.Engagement.Likes + mention.Engagement.Comments + mention.Engagement.Shares + mention.Engagement.Saves;
        CreatorMonitor.OnEngagement(ref state, mention.OccurredAtMs, reactions == 0 ? -1 : reactions); // none yet, or hidden
        Report(row, anomaly, streamTimeMs, commit);
        return state.Doubt == 0 ? weight : (long)((Int128)weight * (10_000 - state.Doubt) / 10_000);
    }

    public void Snapshot(scoped in CreatorSnapshot snapshot, long streamTimeMs, CommitBatch commit)
    {
        CloseDays(streamTimeMs, commit);
        int row = Row(snapshot.Creator, streamTimeMs);
        if (row < 0 || snapshot.Followers is not { } followers) return;
        _table.State(row).Platform = (byte)snapshot.Platform;
        Report(row, CreatorMonitor.OnFollowers(ref _table.State(row), snapshot.OccurredAtMs, followers), streamTimeMs, commit);
    }

    public void Snapshot(scoped in PostSnapshot snapshot, long streamTimeMs, CommitBatch commit)
    {
        CloseDays(streamTimeMs, commit);
        int row = Row(snapshot.Creator, streamTimeMs);
        if (row < 0) return;
        _table.State(row).Platform = (byte)snapshot.Platform;
        CreatorAnomaly anomaly = CreatorMonitor.OnPostSnapshot(
            ref _table.State(row), Hash64.Of(snapshot.Post), snapshot.Likes ?? -1, snapshot.Reach ?? snapshot.Views ?? -1);
        Report(row, anomaly, streamTimeMs, commit);
    }

    /// <summary>The creator's row, marked as changed and active; -1 without an id of the right form, a time, or room.</summary>
    private int Row(ReadOnlySpan<byte> id, long streamTimeMs)
    {
        if (streamTimeMs == Admission.NoTime || id.IsEmpty || Check.Id(id, "") is not null) return -1;
        int row = _table.GetOrAdd(id, Hash64.Of(id));
        if (row < 0) return -1;
        _table.State(row).ActiveDay = (ushort)_table.OpenDay;
        _changelog.Changed(row);
        return row;
    }

    /// <summary>Each kind once a day and creator.</summary>
    private void Report(int row, CreatorAnomaly anomaly, long streamTimeMs, CommitBatch commit)
    {
        if (anomaly == CreatorAnomaly.None) return;
        ref AudienceSketch sketch = ref _table.Sketch(row);
        if (sketch.ReportedDay != _table.OpenDay) (sketch.ReportedDay, sketch.Reported) = ((ushort)_table.OpenDay, 0);
        foreach ((CreatorAnomaly kind, Anomaly name) in Kinds)
        {
            if (!anomaly.HasFlag(kind) || (sketch.Reported & (int)kind) != 0) continue;
            sketch.Reported |= (ushort)kind;
            _writer.Write(row, Minutes.StartOf(streamTimeMs) + 60_000, name, commit);
        }
    }

    private static readonly (CreatorAnomaly, Anomaly)[] Kinds =
    [
        (CreatorAnomaly.FollowerSpike, Anomaly.FollowerSpike), (CreatorAnomaly.FollowerDecay, Anomaly.FollowerDecay),
        (CreatorAnomaly.LikeBurst, Anomaly.LikeBurst), (CreatorAnomaly.CommentBurst, Anomaly.CommentBurst),
    ];
}
