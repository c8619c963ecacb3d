using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Houle.Detection.Bursts;

/// <summary>A key's state and its open windows beside each other: 256 bytes, so that one page and four neighbouring cache lines
/// hold all that an update needs.</summary>
[StructLayout(LayoutKind.Sequential, Size = Bytes)]
internal struct KeyRow
{
    public const int Bytes = 256;

    public KeyState State;
    public KeyWindows Windows;
}

/// <summary>Rows in blocks that do not move, each row on the border of a cache line. The first block doubles until it is full, then
/// whole blocks follow: nothing large is ever copied.</summary>
internal sealed unsafe class KeyRows
{
    private const int BlockBits = 13, PerBlock = 1 << BlockBits, Line = 64;

    private KeyRow[][] _blocks = [];
    private nint[] _starts = [];

    public KeyRows() => Reserve(16);

    public int Capacity { get; private set; }

    public long Bytes { get; private set; }

    /// <summary>A row below <see cref="Capacity"/>.</summary>
    public ref KeyRow this[int row] => ref ((KeyRow*)_starts[row >> BlockBits])[row & (PerBlock - 1)];

    /// <summary>Address of a row, for prefetching.</summary>
    public byte* At(int row) => (byte*)_starts[row >> BlockBits] + ((nint)(row & (PerBlock - 1)) * KeyRow.Bytes);

    /// <summary>Rows of a block that stand among the first <paramref name="count"/>, block by block.</summary>
    public Span<KeyRow> Block(int block, int count) => new((void*)_starts[block], Math.Min(PerBlock, count - (block << BlockBits)));

    public static int Blocks(int count) => (count + PerBlock - 1) >> BlockBits;

    /// <summary>Makes room for some number of rows.</summary>
    public void Reserve(int rows)
    {
        while (Capacity < rows)
        {
            if (_blocks.Length == 1 && Capacity < PerBlock)
            {
                KeyRow[] old = _blocks[0];
                Span<KeyRow> held = Block(0, Capacity);
                Set(0, Capacity * 2);
                held.CopyTo(Block(0, Capacity));
                GC.KeepAlive(old);
            }
            else
            {
                int next = _blocks.Length;
                Array.Resize(ref _blocks, next + 1);
                Array.Resize(ref _starts, next + 1);
                Set(next, next == 0 ? 16 : PerBlock);
            }
        }
    }

    private void Set(int block, int rows)
    {
        KeyRow[] held = GC.AllocateArray<KeyRow>(rows + 1, pinned: true); // one more leaves room to begin on a line
        Bytes += (held.Length - (_blocks[block]?.Length ?? 0)) * (long)KeyRow.Bytes;
        _blocks[block] = held;
        _starts[block] = ((nint)Unsafe.AsPointer(ref held[0]) + Line - 1) & ~(nint)(Line - 1);
        Capacity = (block << BlockBits) + rows;
    }
}
