using Houle.Avro.Binary;

namespace Houle.Streams.Windows;

/// <summary>The formats of a block's entities, which stand before the entities: read whole, then taken entity by entity. Reused.</summary>
internal sealed class BlockFormats
{
    private (int Entity, int Format, int Events)[] _items = new (int, int, int)[64];
    private int _count;
    private int _next;

    public void Read(ref AvroReader from)
    {
        (_count, _next) = (0, 0);
        for (long left = from.ReadBlockCount(out _); left > 0; left = from.ReadBlockCount(out _))
        {
            for (; left > 0; left--)
            {
                if (_count == _items.Length) Array.Resize(ref _items, _count * 2);
                _items[_count++] = (from.ReadInt(), from.ReadIndex(FormatCounts.Count, "a format"), (int)from.ReadLong());
            }
        }
    }

    /// <summary>The next format of an entity; entities are asked for in rising order.</summary>
    public bool TryTake(int entity, out int format, out int events)
    {
        (format, events) = (0, 0);
        if (_next == _count || _items[_next].Entity != entity) return false;
        (_, format, events) = _items[_next++];
        return true;
    }
}
