using System.Buffers.Binary;
using System.Text;
using Houle.Avro.Binary;
using Houle.Ingest;
using Houle.Ingest.Feeds;
using Houle.Ingest.Files;
using Houle.Ingest.Merge;

namespace Houle.Commands.Detect;

/// <summary>The rows of a file of counts in order of time: time, city, kind, entity, count. Sorted in bounded memory, so any
/// order will do; rows of one minute, city, kind and entity add up.</summary>
/// <remarks>A sorted row is the count (8 bytes, little-endian), then city, kind and entity, each behind its length (2).</remarks>
internal sealed class BurstRows : IDisposable
{
    /// <summary>Above it a count is a mistake.</summary>
    public const long CountMax = 1_000_000_000_000_000;

    private const int MinutesMax = 1_000_000_000;
    private static readonly string[] Columns = ["time", "city", "kind", "entity", "count"];
    private readonly ExternalSort _sort;
    private readonly InputFile _file;

    public BurstRows(string path, string spillFolder)
    {
        _file = InputFile.Inspect(path);
        _sort = new ExternalSort(spillFolder, 64 << 20);
    }

    public long Rows { get; private set; }

    /// <summary>The largest time that divides the distances between all minutes, 1 to 1440; 1 for fewer than two minutes.</summary>
    public int StepMinutes { get; private set; } = 1;

    /// <summary>Reads and sorts the whole file.</summary>
    /// <exception cref="IngestException">A row is not what it should be; the message names its line.</exception>
    public ISortedRows Read(CancellationToken cancel)
    {
        long first = -1, divisor = 0;
        using CsvRowReader reader = new(_file, Columns);
        var row = new Row(Columns.Length);
        while (reader.Read(row))
        {
            if (row.Fault is { } fault) throw new IngestException(fault.Detail);
            long minute = Minute(row), count = Count(row);
            for (int column = 1; column < 4; column++)
            {
                if (row.Value(column).Length is 0 or > 1024)
                    throw Bad(row, $"{Columns[column]} has {row.Value(column).Length} bytes; it needs 1 to 1,024");
            }

            if (first < 0) first = minute;
            divisor = Divisor(divisor, Math.Abs(minute - first));
            _sort.Add(minute, (row, count), static (state, to) => Write(state.row, state.count, to));
            if ((++Rows & 0xFFFF) == 0) cancel.ThrowIfCancellationRequested();
        }

        if (divisor > 0) StepMinutes = (int)Math.Min(1440, divisor);
        return _sort.Finish();
    }

    public void Dispose() => _sort.Dispose();

    /// <summary>The parts of a sorted row.</summary>
    public static long Parts(ReadOnlySpan<byte> row, out ReadOnlySpan<byte> city, out ReadOnlySpan<byte> kind, out ReadOnlySpan<byte> entity)
    {
        long count = BinaryPrimitives.ReadInt64LittleEndian(row);
        row = row[8..];
        city = Next(ref row);
        kind = Next(ref row);
        entity = Next(ref row);
        return count;
    }

    private static ReadOnlySpan<byte> Next(scoped ref ReadOnlySpan<byte> row)
    {
        int length = BinaryPrimitives.ReadUInt16LittleEndian(row);
        ReadOnlySpan<byte> part = row.Slice(2, length);
        row = row[(2 + length)..];
        return part;
    }

    private static void Write(Row row, long count, ByteBuffer to)
    {
        BinaryPrimitives.WriteInt64LittleEndian(to.GetSpan(8), count);
        to.Advance(8);
        for (int column = 1; column < 4; column++)
        {
            ReadOnlySpan<byte> value = row.Value(column);
            BinaryPrimitives.WriteUInt16LittleEndian(to.GetSpan(2), (ushort)value.Length);
            to.Advance(2);
            to.Append(value);
        }
    }

    private long Minute(Row row)
    {
        if (!IsoTime.TryParse(row.Value(0), out long localMs, out long? offsetMs))
            throw Bad(row, $"time is '{Text(row, 0)}'; it must be like 2025-05-06T14:30 (UTC unless it names an offset)");
        long minute = Math.DivRem(localMs - (offsetMs ?? 0), 60_000, out long rest) - (rest < 0 ? 1 : 0);
        if (minute is < 1440 or > MinutesMax) throw Bad(row, $"time is '{Text(row, 0)}'; it must be after 1970-01-01");
        return minute;
    }

    private long Count(Row row)
    {
        if (!long.TryParse(row.Value(4), System.Globalization.CultureInfo.InvariantCulture, out long count) || count < 0 || count > CountMax)
            throw Bad(row, $"count is '{Text(row, 4)}'; it must be a whole number from 0 to 10^15");
        return count;
    }

    private IngestException Bad(Row row, string what) => new($"{_file.Path}:{row.Line}: {what}");

    private static string Text(Row row, int column)
    {
        ReadOnlySpan<byte> value = row.Value(column);
        return Encoding.UTF8.GetString(value[..Math.Min(40, value.Length)]);
    }

    private static long Divisor(long a, long b)
    {
        while (b != 0) (a, b) = (b, a % b);
        return a;
    }
}
