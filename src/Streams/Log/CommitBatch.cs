using System.Diagnostics;
using System.Runtime.InteropServices;
using Houle.Avro.Binary;

namespace Houle.Streams.Log;

/// <summary>One record waiting in a <see cref="CommitBatch"/>; lengths of -1 are null.</summary>
public readonly record struct PendingRecord(
    TopicPartition Partition, long TimestampMs, int KeyStart, int KeyLength, int ValueStart, int ValueLength,
    int HeadersStart, int HeadersLength);

/// <summary>A group's place in a partition.</summary>
/// <param name="Next">The offset it will read next.</param>
/// <param name="Low">The smallest offset it may have to read again (at most <paramref name="Next"/>): retention stays
/// below it.</param>
public readonly record struct GroupPosition(long Next, long Low);

/// <summary>Everything that becomes true at once: records for topics and changelogs, positions, and trims.</summary>
/// <remarks>Reused: <see cref="Clear"/> keeps the arrays. One thread fills it; a log reads it during Commit only.</remarks>
public sealed class CommitBatch
{
    /// <summary>Pass as a timestamp to let the log stamp the time of appending.</summary>
    public const long StampAtCommit = -1;

    private readonly List<PendingRecord> _records = [];
    private readonly List<(string Group, TopicPartition Partition, GroupPosition Position)> _positions = [];
    private readonly List<(TopicPartition Partition, long Offset)> _trims = [];
    private readonly Dictionary<TopicPartition, long> _lastOffsets = [];
    private PendingRecord _open;
    private bool _isOpen;

    /// <summary>Keys, values and headers of <see cref="Records"/>.</summary>
    public ByteBuffer Buffer { get; } = new(64 << 10);

    public ReadOnlySpan<PendingRecord> Records => CollectionsMarshal.AsSpan(_records);

    public ReadOnlySpan<(string Group, TopicPartition Partition, GroupPosition Position)> Positions =>
        CollectionsMarshal.AsSpan(_positions);

    /// <summary>Partitions whose records below the offset are no longer needed (whole segments may be deleted).</summary>
    public ReadOnlySpan<(TopicPartition Partition, long Offset)> Trims => CollectionsMarshal.AsSpan(_trims);

    public bool IsEmpty => _records.Count == 0 && _positions.Count == 0 && _trims.Count == 0;

    /// <summary>Adds a whole record; without <paramref name="hasKey"/> its key is null, which is not the empty key.</summary>
    public void Append(
        TopicPartition partition, long timestampMs, scoped ReadOnlySpan<byte> key, scoped ReadOnlySpan<byte> value,
        scoped ReadOnlySpan<byte> headers = default, bool hasKey = true)
    {
        Begin(partition, timestampMs, key, headers, hasKey).Append(value);
        End();
    }

    /// <summary>Adds a record without a value, which deletes its key.</summary>
    public void AppendTombstone(TopicPartition partition, long timestampMs, scoped ReadOnlySpan<byte> key)
    {
        Begin(partition, timestampMs, key);
        _isOpen = false;
        _records.Add(_open with { ValueLength = -1 });
    }

    /// <summary>Starts a record whose value the caller writes into the returned buffer; <see cref="End"/> closes it.</summary>
    public ByteBuffer Begin(
        TopicPartition partition, long timestampMs, scoped ReadOnlySpan<byte> key,
        scoped ReadOnlySpan<byte> headers = default, bool hasKey = true)
    {
        Debug.Assert(hasKey || key.IsEmpty);
        Debug.Assert(!_isOpen, "End the record before beginning the next");
        _isOpen = true;
        int headersStart = Buffer.Length;
        Buffer.Append(headers);
        int keyStart = Buffer.Length;
        Buffer.Append(key);
        _open = new PendingRecord(
            partition, timestampMs, keyStart, hasKey ? key.Length : -1, Buffer.Length, 0, headersStart, headers.Length);
        return Buffer;
    }

    public void End()
    {
        Debug.Assert(_isOpen, "Begin a record before ending it");
        _isOpen = false;
        _records.Add(_open with { ValueLength = Buffer.Length - _open.ValueStart });
    }

    /// <summary>Drops a record that was begun and is not wanted after all.</summary>
    public void Abandon()
    {
        Debug.Assert(_isOpen);
        _isOpen = false;
        Buffer.Truncate(_open.HeadersStart);
    }

    public void SetPosition(string group, TopicPartition partition, GroupPosition position)
    {
        Debug.Assert(position.Low <= position.Next);
        _positions.Add((group, partition, position));
    }

    public void TrimBefore(TopicPartition partition, long offset) => _trims.Add((partition, offset));

    public ReadOnlySpan<byte> Key(in PendingRecord record) =>
        record.KeyLength < 0 ? default : Buffer.Written.Slice(record.KeyStart, record.KeyLength);

    public ReadOnlySpan<byte> Value(in PendingRecord record) =>
        record.ValueLength < 0 ? default : Buffer.Written.Slice(record.ValueStart, record.ValueLength);

    public ReadOnlySpan<byte> Headers(in PendingRecord record) =>
        Buffer.Written.Slice(record.HeadersStart, record.HeadersLength);

    /// <summary>After a commit: the offset of the batch's last record in the partition; null when it has none there.</summary>
    public long? LastOffset(TopicPartition partition) => _lastOffsets.TryGetValue(partition, out long offset) ? offset : null;

    /// <summary>The log says where the batch's last record of a partition is.</summary>
    public void SetLastOffset(TopicPartition partition, long offset) => _lastOffsets[partition] = offset;

    public void Clear()
    {
        Debug.Assert(!_isOpen);
        _lastOffsets.Clear();
        _records.Clear();
        _positions.Clear();
        _trims.Clear();
        Buffer.Clear();
    }
}
