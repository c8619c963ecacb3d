using System.Diagnostics;
using Houle.Avro.Binary;

namespace Houle.Streams.Log;

/// <summary>Where one record's parts lie in the buffer of its batch. A length of -1 is null (a tombstone, for a value).</summary>
public readonly record struct RecordSlice(
    long Offset, long TimestampMs, int KeyStart, int KeyLength, int ValueStart, int ValueLength,
    int HeadersStart, int HeadersLength);

/// <summary>A record as it lies in its batch: valid until the batch is filled again.</summary>
public readonly ref struct RecordView
{
    public required long Offset { get; init; }

    /// <summary>Time of appending, Unix milliseconds; never event time.</summary>
    public required long TimestampMs { get; init; }

    public required ReadOnlySpan<byte> Key { get; init; }

    public required ReadOnlySpan<byte> Value { get; init; }

    /// <summary>No value: the record deletes its key.</summary>
    public required bool IsTombstone { get; init; }

    public required bool HasKey { get; init; }

    /// <summary>Headers as Kafka's record format writes them (count, then key and value, zigzag lengths); empty for none.</summary>
    public required ReadOnlySpan<byte> Headers { get; init; }
}

/// <summary>A reusable batch of records of one partition, filled by a log and read in order.</summary>
/// <remarks>A log copies records in with <see cref="Append"/>, or reads a whole chunk into <see cref="Buffer"/> and marks
/// the records in it with <see cref="AddSlice"/>.</remarks>
public sealed class RecordBatch
{
    private RecordSlice[] _slices;

    /// <param name="recordsMax">The most records one read returns.</param>
    /// <param name="bytesMax">Bytes after which a read stops; a single larger record is still returned alone.</param>
    public RecordBatch(int recordsMax = 10_000, int bytesMax = 1 << 20)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(recordsMax, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(bytesMax, 1);
        RecordsMax = recordsMax;
        BytesMax = bytesMax;
        _slices = new RecordSlice[Math.Min(recordsMax, 1024)];
        Buffer = new ByteBuffer(Math.Min(bytesMax, 64 << 10));
    }

    /// <summary>May be lowered between reads (tests, back-pressure).</summary>
    public int RecordsMax { get; set; }

    public int BytesMax { get; set; }

    public int Count { get; private set; }

    public ByteBuffer Buffer { get; }

    /// <summary>True when another record of <paramref name="bytes"/> bytes still belongs to this batch.</summary>
    public bool HasRoomFor(int bytes) =>
        Count == 0 || (Count < RecordsMax && (long)Buffer.Length + bytes <= BytesMax);

    public RecordView this[int index]
    {
        get
        {
            Debug.Assert((uint)index < (uint)Count);
            ref readonly RecordSlice slice = ref _slices[index];
            byte[] bytes = Buffer.Array;
            return new RecordView
            {
                Offset = slice.Offset,
                TimestampMs = slice.TimestampMs,
                Key = slice.KeyLength < 0 ? default : bytes.AsSpan(slice.KeyStart, slice.KeyLength),
                HasKey = slice.KeyLength >= 0,
                Value = slice.ValueLength < 0 ? default : bytes.AsSpan(slice.ValueStart, slice.ValueLength),
                IsTombstone = slice.ValueLength < 0,
                Headers = bytes.AsSpan(slice.HeadersStart, slice.HeadersLength),
            };
        }
    }

    public void Clear()
    {
        Count = 0;
        Buffer.Clear();
    }

    public void AddSlice(in RecordSlice slice)
    {
        if (Count == _slices.Length) Array.Resize(ref _slices, _slices.Length * 2);
        _slices[Count++] = slice;
    }

    /// <summary>Copies one record in.</summary>
    public void Append(
        long offset, long timestampMs, scoped ReadOnlySpan<byte> key, bool hasKey,
        scoped ReadOnlySpan<byte> value, bool isTombstone, scoped ReadOnlySpan<byte> headers = default)
    {
        int keyStart = Buffer.Length;
        Buffer.Append(key);
        int valueStart = Buffer.Length;
        Buffer.Append(value);
        int headersStart = Buffer.Length;
        Buffer.Append(headers);
        AddSlice(new RecordSlice(
            offset, timestampMs, keyStart, hasKey ? key.Length : -1, valueStart, isTombstone ? -1 : value.Length,
            headersStart, headers.Length));
    }
}
