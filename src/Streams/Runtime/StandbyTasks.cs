using System.Globalization;
using Houle.Streams.Log;
using Houle.Streams.State;

namespace Houle.Streams.Runtime;

/// <summary>Warm copies of the tasks that other processes run: when one of them dies, its state is here already.</summary>
/// <remarks>Every partition that is not this process's has a copy, until <see cref="RuntimeOptions.StandbyBytesMax"/> is reached; then
/// the rest goes without, and a line says so. Driven by a thread of its own, or by a test, step by step; tasks are taken and given
/// back by the stream threads.</remarks>
internal sealed class StandbyTasks(
    Func<string, IReadOnlyCollection<TopicPartition>, IReadOnlyDictionary<TopicPartition, GroupPosition>> committed, ILog log,
    IReadOnlyList<TopicPartition> partitions, Func<TopicPartition, IStreamTask?> create, RuntimeOptions options, TimeProvider clock)
{
    // How far a copy of Detect stays behind its owner, who commits about this often.
    private const int PositionsEveryMs = 250;

    private readonly Copy[] _copies = [.. partitions.Select(partition => new Copy(partition))];
    private readonly Dictionary<TopicPartition, GroupPosition> _positions = [];
    private long _askedAt;
    private bool _saidFull;

    /// <summary>Bytes of all copies, about.</summary>
    public long StateBytes => _copies.Sum(copy => Volatile.Read(ref copy.Bytes));

    /// <summary>One round over the copies.</summary>
    /// <returns>False when all of them are as their owners were: look again a little later.</returns>
    public bool Step()
    {
        AskPositions();
        bool more = false;
        foreach (Copy copy in _copies)
        {
            lock (copy.Gate)
            {
                if (!copy.IsOurs && _positions.TryGetValue(copy.Partition, out GroupPosition at)) more |= Follow(copy, at);
            }
        }

        return more;
    }

    /// <summary>The partition is this process's now.</summary>
    /// <returns>The copy, to be restored; null where there is none.</returns>
    public IStreamTask? Take(TopicPartition partition)
    {
        if (Array.Find(_copies, copy => copy.Partition == partition) is not { } copy) return null;
        lock (copy.Gate)
        {
            IStandbyTask? task = copy.Task;
            copy.IsOurs = true;
            copy.Task = null; // its readers go on with it
            Drop(copy);
            foreach (Copy other in _copies) other.HasNoRoom = false;
            return task;
        }
    }

    /// <summary>The partition is another's again.</summary>
    public void GiveBack(TopicPartition partition)
    {
        if (Array.Find(_copies, copy => copy.Partition == partition) is not { } copy) return;
        lock (copy.Gate) copy.IsOurs = false;
    }

    private bool Follow(Copy copy, GroupPosition at)
    {
        if (copy.Task is null)
        {
            if (copy.HasNoRoom || create(copy.Partition) is not IStandbyTask task) return false;
            copy.Task = task;
        }

        try
        {
            Supply supply = copy.Task.Follow(log, at);
            Volatile.Write(ref copy.Bytes, copy.Task.StateBytes);
            if (StateBytes > options.StandbyBytesMax) GiveUp(copy);
            else if (supply == Supply.AtEnd) SayWarm(copy);
            return supply == Supply.Ready;
        }
        catch (OffsetOutOfRangeException)
        {
            Drop(copy); // its owner has trimmed what it was about to read: it begins anew
            return true;
        }
        catch (StateFormException)
        {
            Drop(copy);
            copy.HasNoRoom = true; // another build owns it, as while instances are updated one after the other
            return false;
        }
    }

    private void SayWarm(Copy copy)
    {
        if (copy.IsWarm) return;
        copy.IsWarm = true;
        options.Progress?.Invoke(string.Create(CultureInfo.InvariantCulture, $"a copy of {copy.Partition} stands by, {copy.Bytes >> 20} MB"));
    }

    /// <summary>Past the bound: this copy is no more, and is begun again when another was taken.</summary>
    private void GiveUp(Copy copy)
    {
        Drop(copy);
        copy.HasNoRoom = true;
        if (_saidFull) return;
        _saidFull = true;
        options.Progress?.Invoke(string.Create(
            CultureInfo.InvariantCulture, $"copies that stand by have reached {options.StandbyBytesMax >> 20} MB: {copy.Partition} goes without; raise standby_max_mb, or start more instances"));
    }

    private void Drop(Copy copy)
    {
        foreach (TopicPartition partition in copy.Task?.Follows ?? []) log.Release(partition);
        copy.Task = null;
        copy.IsWarm = false;
        Volatile.Write(ref copy.Bytes, 0);
    }

    private void AskPositions()
    {
        if (_askedAt != 0 && clock.GetElapsedTime(_askedAt).TotalMilliseconds < PositionsEveryMs) return;
        foreach (IGrouping<string, Copy> group in _copies.Where(copy => !copy.IsOurs).GroupBy(copy => copy.Group(create)))
        {
            foreach ((TopicPartition partition, GroupPosition at) in committed(group.Key, [.. group.Select(copy => copy.Partition)])) _positions[partition] = at;
        }

        _askedAt = clock.GetTimestamp();
    }

    private sealed class Copy(TopicPartition partition)
    {
        private string? _group;

        public readonly Lock Gate = new();
        public long Bytes;

        public TopicPartition Partition => partition;

        public IStandbyTask? Task { get; set; }

        public bool IsOurs { get; set; }

        public bool IsWarm { get; set; }

        public bool HasNoRoom { get; set; }

        public string Group(Func<TopicPartition, IStreamTask?> create) => _group ??= create(partition)?.Group ?? "";
    }
}
