using Houle.Avro.Binary;
using Houle.Detection.Bursts;
using Houle.Events;
using Houle.Streams.Topology;
using Houle.Streams.Windows;

namespace Houle.Streams.Detect;

/// <summary>The burst detectors of a task's cells. A new cell is known from its first minute with events, up to a bound.</summary>
internal sealed class Detections(DetectionOptions options)
{
    private static readonly int CellLevels = Enum.GetValues<CellLevel>().Length;

    private readonly BurstOptions _bursts = options.Bursts;
    private readonly List<DetectedCell> _cells = [];
    private readonly NameTable _names = new(); // number of a name and shard: row of the cell
    private readonly CellMinute _minute = new();
    private readonly Stack<ReportedKey> _spare = [];
    private byte[] _name = new byte[128];

    public IReadOnlyList<DetectedCell> Cells => _cells;

    public long StateBytes { get; private set; }

    /// <summary>Minutes of cells that were not watched because <see cref="DetectionOptions.CellsMax"/> was reached.</summary>
    public long Unwatched { get; private set; }

    /// <summary>Takes a closed minute of a cell.</summary>
    /// <returns>The cell; null when there is no room for it.</returns>
    public DetectedCell? Tick(WindowTable table, int group, out ReadOnlySpan<BurstReport> reports)
    {
        reports = default;
        GroupKey key = table.Group(group).Key;
        DetectedCell? cell = Find(table.Cells[key.Cell], key.Level, key.Shard);
        if (cell is null) return null;
        long before = cell.StateBytes;
        _minute.Take(table, group);
        reports = cell.Tick((int)(key.WindowStartMs / Minutes.LengthMs), _minute, table, group, _spare);
        StateBytes += cell.StateBytes - before;
        return cell;
    }

    public void WritePart(int part, ByteBuffer to)
    {
        DetectedCell cell = _cells[part];
        AvroWriter writer = new(to);
        writer.WriteBytes(cell.Name);
        writer.WriteLong((int)cell.Level);
        writer.WriteLong(cell.Shard);
        cell.Write(to);
    }

    public void ReadPart(ReadOnlySpan<byte> part)
    {
        AvroReader from = new(part);
        ReadOnlySpan<byte> name = from.ReadBytes();
        CellLevel level = (CellLevel)from.ReadIndex(CellLevels, "a level");
        DetectedCell cell = Find(name, level, (short)from.ReadLong())
            ?? throw new InvalidDataException($"a checkpoint holds more than {options.CellsMax} cells: raise detection.cells_max again");
        long before = cell.StateBytes;
        cell.Read(ref from, part);
        StateBytes += cell.StateBytes - before;
    }

    private DetectedCell? Find(ReadOnlySpan<byte> name, CellLevel level, short shard)
    {
        if (_name.Length < name.Length + 2) _name = new byte[name.Length * 2];
        name.CopyTo(_name);
        _name[name.Length] = (byte)'#';
        _name[name.Length + 1] = (byte)shard;
        ReadOnlySpan<byte> id = _name.AsSpan(0, name.Length + 2);
        if (!_names.TryFind(id, out int row))
        {
            if (_cells.Count == options.CellsMax)
            {
                Unwatched++;
                return null;
            }

            row = _names.Intern(id);
            DetectedCell cell = new(name.ToArray(), level, shard, _bursts);
            _cells.Add(cell);
            StateBytes += cell.StateBytes;
        }

        return _cells[row];
    }
}
