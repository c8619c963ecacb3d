using Houle.Streams.Embedded.Segments;
using Houle.Streams.Embedded.Storage;
using Houle.Streams.Log;

namespace Houle.Streams.Embedded;

/// <summary>What is committed, in memory: topics, segments and positions. Readers take its lock for a look, not for a read.</summary>
internal sealed class Catalogue(string folder)
{
    private readonly SortedDictionary<string, Topic> _topics = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Group, TopicPartition Partition), GroupPosition> _positions = [];

    /// <summary>A commit becomes visible in all partitions under it.</summary>
    public Lock Gate { get; } = new();

    public IReadOnlyCollection<Topic> Topics => _topics.Values;

    public IReadOnlyList<TopicDescription> Descriptions
    {
        get
        {
            lock (Gate) return [.. _topics.Values.Select(static topic => topic.Description)];
        }
    }

    public IReadOnlyList<(string Group, TopicPartition Partition, GroupPosition Position)> Positions
    {
        get
        {
            lock (Gate)
            {
                return [.. _positions
                    .Select(static entry => (entry.Key.Group, entry.Key.Partition, Position: entry.Value))
                    .OrderBy(static entry => entry.Group, StringComparer.Ordinal)
                    .ThenBy(static entry => entry.Partition.Topic, StringComparer.Ordinal)
                    .ThenBy(static entry => entry.Partition.Partition)];
            }
        }
    }

    public static string FolderOfTopics(string folder) => Path.Combine(folder, "topics");

    public string FolderOf(string topic) => Path.Combine(FolderOfTopics(folder), topic);

    public GroupPosition? PositionOf(string group, TopicPartition partition)
    {
        lock (Gate) return _positions.TryGetValue((group, partition), out GroupPosition position) ? position : null;
    }

    /// <summary>The smallest low offset of any group in each partition that has one.</summary>
    public Dictionary<TopicPartition, long> LowestPositions()
    {
        Dictionary<TopicPartition, long> lowest = [];
        foreach (((_, TopicPartition partition), GroupPosition position) in _positions)
            lowest[partition] = Math.Min(position.Low, lowest.GetValueOrDefault(partition, long.MaxValue));
        return lowest;
    }

    public OffsetRange RangeOf(TopicPartition partition)
    {
        lock (Gate) return Find(partition).Range;
    }

    /// <summary>Reads committed records; see <see cref="ILog.Read"/>.</summary>
    public int Read(SegmentReader reader, TopicPartition name, long offset, RecordBatch into)
    {
        into.Clear();
        SegmentView view;
        lock (Gate)
        {
            Partition partition = Find(name);
            OffsetRange range = partition.Range;
            if (offset < range.Start || offset > range.End) throw new OffsetOutOfRangeException(name, offset, range);
            if (offset == range.End) return 0;
            view = partition.ViewOf(offset);
        }
        try
        {
            reader.Read(view, offset, into);
        }
        catch (FileNotFoundException missing)
        {
            OffsetRange range = RangeOf(name);
            if (offset < range.Start) throw new OffsetOutOfRangeException(name, offset, range);
            throw new LogCorruptException($"{view.Segment.Path} is missing; restore it from a copy", missing);
        }
        return into.Count;
    }

    public Topic? Find(string topic) => _topics.GetValueOrDefault(topic);

    /// <exception cref="UnknownTopicException"/>
    public Partition Find(TopicPartition partition)
    {
        Topic? topic = null;
        return Find(partition, ref topic);
    }

    /// <summary>Finds a partition; <paramref name="topic"/> remembers the last topic, as records come in runs.</summary>
    public Partition Find(TopicPartition partition, ref Topic? topic)
    {
        if (topic is null || !string.Equals(topic.Description.Definition.Name, partition.Topic, StringComparison.Ordinal))
            topic = Find(partition.Topic);
        return topic is not null && (uint)partition.Partition < (uint)topic.Partitions.Count
            ? topic.Partitions[partition.Partition]
            : throw new UnknownTopicException(partition);
    }

    public Topic Ensure(int number, TopicDescription description)
    {
        string name = description.Definition.Name;
        if (!_topics.TryGetValue(name, out Topic? topic))
        {
            topic = new Topic(number, description, FolderOf(name));
            _topics.Add(name, topic);
        }
        topic.Become(description.Definition);
        return topic;
    }

    public void SetPosition(string group, TopicPartition partition, GroupPosition position) =>
        _positions[(group, partition)] = position;

    /// <summary>Takes over what the store says; segments that are known keep their indexes.</summary>
    public void Load(CommitStore store)
    {
        lock (Gate)
        {
            store.Look(() =>
            {
                Dictionary<int, Topic> byNumber = [];
                foreach ((int number, TopicDescription topic) in store.Topics()) byNumber[number] = Ensure(number, topic);
                LoadSegments(store, byNumber);
                foreach ((int topic, int partition, long before) in store.Trims())
                    byNumber[topic].Partitions[partition].TrimmedBefore = before;
                foreach ((string group, int topic, int partition, GroupPosition position) in store.Positions())
                    SetPosition(group, byNumber[topic].Partitions[partition].Name, position);
            });
        }
    }

    private static void LoadSegments(CommitStore store, Dictionary<int, Topic> byNumber)
    {
        foreach (IGrouping<(int, int), SegmentRow> rows in store.Segments().GroupBy(static row => (row.Topic, row.Partition)))
        {
            Partition partition = byNumber[rows.Key.Item1].Partitions[rows.Key.Item2];
            Dictionary<long, Segment> known = partition.Segments.ToDictionary(static segment => segment.BaseOffset);
            partition.RemoveFirst(partition.Segments.Count);
            foreach (SegmentRow row in rows)
            {
                if (!known.TryGetValue(row.BaseOffset, out Segment? segment)) segment = partition.NewSegment(row.BaseOffset);
                segment.Publish(row.EndOffset, row.Bytes, row.Times);
                segment.Index.SetBefore(new IndexEntry((int)(row.EndOffset - row.BaseOffset), (int)row.Bytes));
                partition.Add(segment);
            }
        }
    }
}
