using System.Collections.Concurrent;
using Houle.Streams.Log;

namespace Houle.Streams.Kafka.Topics;

/// <summary>Notices that a topic was deleted and created again while it is read: the client reads on in the new one at the old
/// offset and says nothing, so each commit of a position asks whether it is still the same topic.</summary>
/// <remarks>One request a commit, for the topics whose positions it has, while its records are on their way. Never silent, but for a
/// topic that is replaced between the question and the commit: milliseconds.</remarks>
internal sealed class TopicIds(TopicAdmin topics)
{
    private readonly ConcurrentDictionary<string, string> _known = new();

    /// <summary>Called when reading begins. A topic that does not exist has no id yet.</summary>
    public void Remember(string topic)
    {
        if (_known.ContainsKey(topic)) return;
        foreach ((string name, string id) in topics.Ids([topic])) _known.TryAdd(name, id);
    }

    /// <summary>Asks for the ids of topics whose positions are about to be committed; the answer comes while the commit is sent.</summary>
    public Task<IEnumerable<(string Name, string Id)>> Ask(ReadOnlySpan<(string Group, TopicPartition Partition, GroupPosition Position)> positions)
    {
        HashSet<string> names = [];
        foreach ((_, TopicPartition partition, _) in positions) names.Add(partition.Topic);
        return names.Count == 0 ? Task.FromResult<IEnumerable<(string, string)>>([]) : topics.IdsAsync(names);
    }

    /// <summary>Takes the answer.</summary>
    /// <exception cref="TopicReplacedException">One of the topics is another than when reading began.</exception>
    public void CheckUnchanged(Task<IEnumerable<(string Name, string Id)>> asked)
    {
        foreach ((string name, string id) in topics.Answer(asked))
        {
            if (_known.GetOrAdd(name, id) != id) throw new TopicReplacedException(name);
        }
    }
}

/// <summary>Offsets of the old topic mean nothing in the new one: another start would not mend it.</summary>
internal sealed class TopicReplacedException(string topic)
    : LogException(
        $"topic {topic} was deleted and created again while it was read: its offsets begin anew, so nothing was committed; " +
        "delete this deployment's changelogs and results, or set topic_prefix, and start again");
