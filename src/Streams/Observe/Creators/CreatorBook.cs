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
    private readonly PodWatch _pods;
    private readonly PostEventWriter _posts;
    private readonly GrowthWriter? _growth; // where Select reads it
    private readonly PodWriter? _podPages; // where Select reads it, and there are other partitions
    private readonly int _scoresPerCommitMax;
    private int _sweepRow = 1; // rows below it have no day left to close

    /// <param name="partitions">Of the source topic.</param>
    public CreatorBook(TopologyOptions options, int partitions, PostEventWriter posts, TopicPartition changelog)
    {
        _posts = posts;
        Changelog = changelog;
        _table = new CreatorTable(options.CreatorsMax, options.CreatorSilentDays);
        _pods = new PodWatch(_table);
        _changelog = new StateChangelog(changelog, _table);
        _writer = new AudienceQualityWriter(options, _table);
        if (options.WithPeople is not null) _growth = new GrowthWriter(_table);
        if (options.WithPeople is not null && partitions > 1) _podPages = new PodWriter(_table, _writer, changelog.Partition);
        _scoresPerCommitMax = options.CreatorScoresPerCommitMax;
    }

    public TopicPartition Changelog { get; }

    public int Count => _table.Count;

    /// <summary>Events of creators past the bound.</summary>
    public long Untracked => _table.Untracked;

    /// <summary>Whether creators may be left whose day has ended and is not written, or who are to be forgotten: <see cref="Flush"/> does some of them.</summary>
    public bool IsSweeping => _sweepRow < _table.RowLimit;

    public void Restore(ILog log)
    {
        _changelog.Restore(log);
        _table.Recount();
        _sweepRow = 1;
        while (IsSweeping && !IsDayOver(_table.State(_sweepRow)) && !_table.IsSilent(_sweepRow)) _sweepRow++;
    }

    /// <summary>Takes some of what another process writes, before <see cref="Restore"/>.</summary>
    public Supply Follow(ILog log) => _changelog.Follow(log);

    public void Committed(CommitBatch commit) => _changelog.Committed(commit);

    /// <summary>Asks for the memory of the creator of a record that comes soon, first where to look, then what is there.</summary>
    /// <param name="hash">Of the record's key.</param>
    public void PrefetchSlot(ulong hash) => _table.PrefetchSlot(hash);

    public void PrefetchRow(ulong hash) => _table.PrefetchRow(hash);

    /// <summary>Writes the scores of some creators whose day has ended, forgets some who have been silent for too long, and writes what
    /// the state became.</summary>
    public void Flush(CommitBatch commit)
    {
        for (int done = 0; done < _scoresPerCommitMax && IsSweeping; _sweepRow++)
        {
            bool isOver = IsDayOver(_table.State(_sweepRow)), isSilent = _table.IsSilent(_sweepRow);
            if (isOver) CloseDay(_sweepRow, commit);
            if (isSilent)
            {
                _changelog.Removed(_table.Id(_sweepRow));
                _table.Free(_sweepRow);
            }

            if (isOver || isSilent) done++;
        }

        _changelog.Write(commit);
    }

    /// <summary>Ends the day that stream time has left. Each creator's is written before anything else happens to them, or when the sweep
    /// comes by, whichever is first: what is written is the same.</summary>
    public void CloseDays(long streamTimeMs)
    {
        if (streamTimeMs == Admission.NoTime) return;
        int day = (int)(streamTimeMs / DayMs);
        if (day <= _table.OpenDay) return;
        _table.Open(day);
        _changelog.Changed(0);
        _sweepRow = 1;
    }

    private bool IsDayOver(in CreatorState state) => state.ActiveDay != 0 && state.ActiveDay < _table.OpenDay;

    private void CloseDay(int row, CommitBatch commit)
    {
        ref CreatorState state = ref _table.State(row);
        state.Doubt = CreatorQuality.Doubt(state);
        if (state.FollowersAtMinute > 0 || state.Posts >= PostsLeast || state.Comments >= CommentsLeast)
            _writer.Write(row, (state.ActiveDay + 1) * DayMs, Anomaly.None, cohort: -1, pod: null, commit);
        state.ActiveDay = 0;
        _changelog.Changed(row);
    }

    /// <summary>Takes a mention into its creator's state, or a comment into that of the page it stands on.</summary>
    /// <param name="weight">In millionths.</param>
    /// <returns>The part of the weight that counts as authentic.</returns>
    public long Mention(scoped in Mention mention, long weight, long streamTimeMs, CommitBatch commit)
    {
        CloseDays(streamTimeMs);
        bool isComment = mention.Format == Format.Comment && !mention.ParentCreator.IsEmpty;
        ReadOnlySpan<byte> id = isComment ? mention.ParentCreator : mention.Creator;
        int row = Row(id, streamTimeMs, commit);
        if (row < 0) return weight;
        ref CreatorState state = ref _table.State(row);
        _table.At(row).Platform = (byte)mention.Platform;
        CreatorAnomaly anomaly = CreatorAnomaly.None;
        if (isComment)
        {
            ref AudienceSketch sketch = ref _table.Sketch(row);
            bool isKnown = !mention.Creator.IsEmpty && sketch.SawCommenter(Hash64.Of(mention.Creator));
            if (!mention.City.IsEmpty && _table.CityNumber(mention.City) is > 0 and var city) sketch.SawCity(city);
            if (CreatorMonitor.IsSynchronous(state, mention.OccurredAtMs)) _pods.OnSynchronous(row, mention.Creator.IsEmpty ? 0 : Hash64.Of(mention.Creator));
            anomaly = CreatorMonitor.OnComment(ref state, mention.OccurredAtMs, isKnown);
            PodFinding? pod = CreatorMonitor.IsJudged(state) ? _pods.Look(row) : null;
            if (pod is not null) anomaly |= CreatorAnomaly.Pod;
            Report(row, anomaly, streamTimeMs, commit, pod: pod);
            if (_podPages is not null && CreatorMonitor.IsJudged(state) && _pods.IsSuspicious(row))
                _podPages.Write(row, Minutes.StartOf(streamTimeMs) + Minutes.LengthMs, commit);
            if (_table.At(row).IsPartner) _posts.Comment(mention, commit);
            return weight;
        }

        if (!mention.Campaign.IsEmpty || mention.Sponsored) _table.At(row).IsPartner = true;
        if (_table.At(row).IsPartner) _posts.Post(mention, commit);

        if (mention.CreatorFollowers is not null || state.FollowersAtMinute > 0) _growth?.OnPost(row, mention);
        (uint before, int beforeMinute) = (state.FollowersBefore, state.FollowersBeforeMinute);
        if (mention.CreatorFollowers is { } followers) anomaly = CreatorMonitor.OnFollowers(ref state, mention.OccurredAtMs, followers);
        long reactions = mention.Engagement.Likes + mention.Engagement.Comments + mention.Engagement.Shares + mention.Engagement.Saves;
        if (reactions == 0) reactions = -1; // none yet, or hidden
        CreatorMonitor.OnEngagement(ref state, mention.OccurredAtMs, reactions);
        if (reactions > 0)
        {
            anomaly |= _table.At(row).Standing.OnPost(_table.Cohorts, (int)mention.Format, reactions, state.Followers, state.Id, (ushort)_table.OpenDay);
            _changelog.Changed(0); // the cohorts
        }

        CreatorAnomaly news = Report(row, anomaly, streamTimeMs, commit, EngagementCohorts.Of(state.Followers, (int)mention.Format));
        if ((news & CreatorAnomaly.FollowerSpike) != CreatorAnomaly.None) _growth?.Write(row, before, beforeMinute, streamTimeMs, commit);
        return state.Doubt == 0 ? weight : (long)((Int128)weight * (10_000 - state.Doubt) / 10_000);
    }

    public void Snapshot(scoped in CreatorSnapshot snapshot, long streamTimeMs, CommitBatch commit)
    {
        CloseDays(streamTimeMs);
        int row = Row(snapshot.Creator, streamTimeMs, commit);
        if (row < 0 || snapshot.Followers is not { } followers) return;
        _table.At(row).Platform = (byte)snapshot.Platform;
        ref CreatorState state = ref _table.State(row);
        (uint before, int beforeMinute) = (state.FollowersBefore, state.FollowersBeforeMinute);
        CreatorAnomaly news = Report(row, CreatorMonitor.OnFollowers(ref state, snapshot.OccurredAtMs, followers), streamTimeMs, commit);
        if ((news & CreatorAnomaly.FollowerSpike) != CreatorAnomaly.None) _growth?.Write(row, before, beforeMinute, streamTimeMs, commit);
    }

    public void Snapshot(scoped in PostSnapshot snapshot, long streamTimeMs, CommitBatch commit)
    {
        CloseDays(streamTimeMs);
        int row = Row(snapshot.Creator, streamTimeMs, commit);
        if (row < 0) return;
        _table.At(row).Platform = (byte)snapshot.Platform;
        CreatorAnomaly anomaly = CreatorMonitor.OnPostSnapshot(
            ref _table.State(row), snapshot.OccurredAtMs, Hash64.Of(snapshot.Post), snapshot.Likes ?? -1, snapshot.Reach ?? snapshot.Views ?? -1);
        Report(row, anomaly, streamTimeMs, commit);
        if (_table.At(row).IsPartner) _posts.Snapshot(snapshot, commit);
    }

    /// <summary>The creator's row, marked as changed and active; -1 without an id of the right form, a time, or room.</summary>
    private int Row(ReadOnlySpan<byte> id, long streamTimeMs, CommitBatch commit)
    {
        if (streamTimeMs == Admission.NoTime || id.IsEmpty || Check.Id(id, "") is not null) return -1;
        int row = _table.GetOrAdd(id, Hash64.Of(id));
        if (row < 0) return -1;
        if (IsDayOver(_table.State(row))) CloseDay(row, commit);
        if (_table.IsSilent(row) && !_table.TryRevive(row)) return -1;
        ref CreatorRow held = ref _table.At(row);
        if (held.State.ActiveDay == 0 && held.State.FollowersAtMinute > 0) held.FollowersAtDayStart = (uint)Math.Min(held.State.Followers, uint.MaxValue - 1) + 1;
        held.LastDay = held.State.ActiveDay = (ushort)_table.OpenDay;
        _changelog.Changed(row);
        return row;
    }

    /// <summary>Each kind once a day and creator.</summary>
    /// <returns>The kinds that were not reported yet.</returns>
    private CreatorAnomaly Report(int row, CreatorAnomaly anomaly, long streamTimeMs, CommitBatch commit, int cohort = -1, PodFinding? pod = null)
    {
        CreatorAnomaly news = CreatorAnomaly.None;
        if (anomaly == CreatorAnomaly.None) return news;
        ref AudienceSketch sketch = ref _table.Sketch(row);
        if (sketch.ReportedDay != _table.OpenDay) (sketch.ReportedDay, sketch.Reported) = ((ushort)_table.OpenDay, 0);
        foreach ((CreatorAnomaly kind, Anomaly name) in Kinds)
        {
            if (!anomaly.HasFlag(kind) || (sketch.Reported & (int)kind) != 0) continue;
            sketch.Reported |= (ushort)kind;
            news |= kind;
            _writer.Write(row, Minutes.StartOf(streamTimeMs) + 60_000, name, cohort, pod, commit);
        }

        return news;
    }

    private static readonly (CreatorAnomaly, Anomaly)[] Kinds =
    [
        (CreatorAnomaly.FollowerSpike, Anomaly.FollowerSpike), (CreatorAnomaly.FollowerDecay, Anomaly.FollowerDecay),
        (CreatorAnomaly.LikeBurst, Anomaly.LikeBurst), (CreatorAnomaly.CommentBurst, Anomaly.CommentBurst),
        (CreatorAnomaly.OffCohort, Anomaly.OffCohort), (CreatorAnomaly.Pod, Anomaly.Pod),
    ];
}
