using System.Runtime.InteropServices;
using Houle.Avro.Binary;

namespace Houle.Avro.Lists;

/// <summary>Reads the items of a list one by one, across its blocks.</summary>
[StructLayout(LayoutKind.Auto)]
public ref struct ItemEnumerator<T, TItem>
    where T : allows ref struct
    where TItem : IAvroItem<T>, allows ref struct
{
    private readonly bool _hasBlocks;
    private AvroReader _reader;
    private long _left;

    internal ItemEnumerator(EncodedItems items)
    {
        _reader = new AvroReader(items.Bytes);
        _hasBlocks = items.HasBlocks;
        _left = items.HasBlocks ? 0 : items.Count;
    }

    /// <summary>The item, read when the enumerator moved to it.</summary>
    public T Current { get; private set; } = default!;

    public bool MoveNext()
    {
        if (_left == 0)
        {
            if (!_hasBlocks || _reader.Remaining == 0) return false;
            _left = _reader.ReadBlockCount(out _);
        }

        _left--;
        Current = TItem.Read(ref _reader);
        return true;
    }
}
