using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Houle.Avro.Binary;
using Houle.Detection.Audience;
using Houle.Streams.Hashing;
using Houle.Streams.State;
using Houle.Streams.Windows;

namespace Houle.Streams.Observe.Creators;

/// <summary>State of each creator of a partition: rows of 160 bytes in pages, found by hash; 64 more once somebody comments. Row 0 holds
/// what belongs to the partition as a whole.</summary>
/// <remarks>Pages, so that growing copies nothing. A creator past the bound has no row, and is counted.</remarks>
internal sealed class CreatorTable(int creatorsMax) : IStateTable
{
    private const int PageRows = 4096;
    private const int IdPageBytes = 1 << 20;

    private readonly SlotIndex _index = new(1024);
    private readonly List<Row[]> _pages = [new Row[PageRows]];
    private readonly List<AudienceSketch[]> _sketchPages = [];
    private readonly List<byte[]> _idPages = [];
    private readonly NameTable _cities = new();
    private int _sketches;
    private int _idBytes = IdPageBytes;

    /// <summary>First day that is not closed, in days since 1970; 0 before any.</summary>
    public int OpenDay { get; set; }

    public int RowLimit { get; private set; } = 1;

    /// <summary>Events of creators that found no room.</summary>
    public long Untracked { get; private set; }

    public ref CreatorState State(int row) => ref _pages[row / PageRows][row % PageRows].State;

    /// <summary>The creator's sketch, to be written to; it gets one now if it had none.</summary>
    public ref AudienceSketch Sketch(int row)
    {
        ref int number = ref _pages[row / PageRows][row % PageRows].Sketch;
        if (number == 0)
        {
            if (_sketches / PageRows == _sketchPages.Count) _sketchPages.Add(new AudienceSketch[PageRows]);
            number = ++_sketches;
        }

        return ref _sketchPages[(number - 1) / PageRows][(number - 1) % PageRows];
    }

    /// <summary>Whether the creator has had a partnership: a post for a campaign, or a sponsored one.</summary>
    public ref bool IsPartner(int row) => ref _pages[row / PageRows][row % PageRows].IsPartner;

    /// <summary>The creator's sketch as it is, empty where there is none.</summary>
    public AudienceSketch SketchOrEmpty(int row) => HasSketch(row) ? Sketch(row) : default;

    public ReadOnlySpan<byte> Id(int row)
    {
        ref Row held = ref _pages[row / PageRows][row % PageRows];
        ReadOnlySpan<byte> here = held.Id;
        if (held.IdLength <= here.Length) return here[..held.IdLength];
        return _idPages[BinaryPrimitives.ReadInt32LittleEndian(here)].AsSpan(BinaryPrimitives.ReadInt32LittleEndian(here[4..]), held.IdLength);
    }

    /// <returns>The row, or -1 when there is no room for another.</returns>
    public int GetOrAdd(ReadOnlySpan<byte> id, ulong hash)
    {
        int row = Find(id, hash, out int slot);
        if (row >= 0) return row;
        if (RowLimit > creatorsMax)
        {
            Untracked++;
            return -1;
        }

        row = RowLimit++;
        if (row / PageRows == _pages.Count) _pages.Add(new Row[PageRows]);
        SetId(ref _pages[row / PageRows][row % PageRows], id);
        State(row).Id = hash;
        _index.Insert(slot, (uint)hash, row);
        return row;
    }

    /// <returns>The row, or -1.</returns>
    public int Find(ReadOnlySpan<byte> id, ulong hash) => Find(id, hash, out _);

    /// <summary>The city's number for sketches, from 1; 0 when there are too many cities.</summary>
    public ushort CityNumber(ReadOnlySpan<byte> city)
    {
        if (_cities.Count >= ushort.MaxValue - 1) return 0;
        return (ushort)(_cities.Intern(city) + 1);
    }

    public ReadOnlySpan<byte> City(ushort number) => _cities[number - 1];

    /// <summary>Asks for the memory where a creator who will be looked up is entered.</summary>
    public void PrefetchSlot(ulong hash) => _index.PrefetchSlot((uint)hash);

    /// <summary>Asks for the memory of the creator's row, once that of the slot has come.</summary>
    public void PrefetchRow(ulong hash)
    {
        int row = _index.Guess((uint)hash);
        if (row < 0) return;
        ref Row guessed = ref _pages[row / PageRows][row % PageRows];
        Prefetch.Read(ref guessed.State.Id);
        Prefetch.Read(ref guessed.State.GrowthMean);
        Prefetch.Read(ref guessed.Sketch);
    }

    public bool TryWrite(int row, ByteBuffer to)
    {
        if (row == 0)
        {
            BinaryPrimitives.WriteInt32LittleEndian(to.GetSpan(1 + sizeof(int))[1..], OpenDay);
            to.GetSpan(1)[0] = 0;
            to.Advance(1 + sizeof(int));
            return true;
        }

        ReadOnlySpan<byte> id = Id(row);
        to.GetSpan(1)[0] = (byte)id.Length;
        to.Advance(1);
        to.Append(id);
        // The first word is the id's hash, which the reader makes again.
        WriteWords(MemoryMarshal.Cast<CreatorState, ulong>(new ReadOnlySpan<CreatorState>(in State(row))), 1, to);
        AudienceSketch sketch = SketchOrEmpty(row);
        WriteWords(MemoryMarshal.Cast<AudienceSketch, ulong>(new ReadOnlySpan<AudienceSketch>(in sketch)), 0, to);
        // Numbers of cities are this process's own: their names go along.
        for (int i = 0; i < AudienceSketch.CitiesMax; i++)
        {
            (ushort city, ushort count) = sketch.City(i);
            ReadOnlySpan<byte> name = count == 0 ? default : City(city);
            to.GetSpan(1)[0] = (byte)name.Length;
            to.Advance(1);
            to.Append(name);
        }

        to.GetSpan(1)[0] = IsPartner(row) ? (byte)1 : (byte)0;
        to.Advance(1);
        return true;
    }

    public void Put(ReadOnlySpan<byte> row)
    {
        ReadOnlySpan<byte> id = row.Slice(1, row[0]);
        row = row[(1 + id.Length)..];
        if (id.IsEmpty)
        {
            OpenDay = BinaryPrimitives.ReadInt32LittleEndian(row);
            return;
        }

        ulong hash = Hash64.Of(id);
        int at = GetOrAdd(id, hash);
        if (at < 0) return; // the bound was lowered
        row = ReadWords(row, MemoryMarshal.Cast<CreatorState, ulong>(new Span<CreatorState>(ref State(at))));
        State(at).Id = hash;
        if (BinaryPrimitives.ReadUInt16LittleEndian(row) == 0 && !HasSketch(at)) row = row[sizeof(ushort)..]; // nobody commented
        else row = ReadWords(row, MemoryMarshal.Cast<AudienceSketch, ulong>(new Span<AudienceSketch>(ref Sketch(at))));
        for (int i = 0; i < AudienceSketch.CitiesMax; i++)
        {
            ReadOnlySpan<byte> name = row.Slice(1, row[0]);
            row = row[(1 + name.Length)..];
            if (!name.IsEmpty) Sketch(at).Renumber(i, CityNumber(name));
        }

        IsPartner(at) = !row.IsEmpty && row[0] != 0;
    }

    public void Remove(ReadOnlySpan<byte> key) => throw new NotSupportedException("creators are not removed");

    /// <summary>Sixteen bits that say which words are not 0, and those: most of most creators is.</summary>
    private static void WriteWords(ReadOnlySpan<ulong> words, int from, ByteBuffer to)
    {
        Span<byte> bytes = to.GetSpan(sizeof(ushort) + (words.Length * sizeof(ulong)));
        int mask = 0, length = sizeof(ushort);
        for (int i = from; i < words.Length; i++)
        {
            if (words[i] == 0) continue;
            mask |= 1 << i;
            BinaryPrimitives.WriteUInt64LittleEndian(bytes[length..], words[i]);
            length += sizeof(ulong);
        }

        BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)mask);
        to.Advance(length);
    }

    private static ReadOnlySpan<byte> ReadWords(ReadOnlySpan<byte> row, Span<ulong> words)
    {
        int mask = BinaryPrimitives.ReadUInt16LittleEndian(row);
        row = row[sizeof(ushort)..];
        for (int i = 0; i < words.Length; i++)
        {
            bool isThere = (mask & (1 << i)) != 0;
            words[i] = isThere ? BinaryPrimitives.ReadUInt64LittleEndian(row) : 0;
            if (isThere) row = row[sizeof(ulong)..];
        }

        return row;
    }

    private int Find(ReadOnlySpan<byte> id, ulong hash, out int slot)
    {
        slot = -1;
        int row;
        while ((row = _index.Next((uint)hash, ref slot)) >= 0)
        {
            if (State(row).Id == hash && id.SequenceEqual(Id(row))) return row;
        }

        return -1;
    }

    private bool HasSketch(int row) => _pages[row / PageRows][row % PageRows].Sketch != 0;

    private void SetId(ref Row row, ReadOnlySpan<byte> id)
    {
        row.IdLength = (byte)id.Length;
        Span<byte> here = row.Id;
        if (id.Length <= here.Length)
        {
            id.CopyTo(here);
            return;
        }

        if (_idBytes + id.Length > IdPageBytes)
        {
            _idPages.Add(new byte[IdPageBytes]);
            _idBytes = 0;
        }

        id.CopyTo(_idPages[^1].AsSpan(_idBytes));
        BinaryPrimitives.WriteInt32LittleEndian(here, _idPages.Count - 1);
        BinaryPrimitives.WriteInt32LittleEndian(here[4..], _idBytes);
        _idBytes += id.Length;
    }

    [StructLayout(LayoutKind.Sequential, Pack = 4)]
    private struct Row
    {
        public CreatorState State;

        /// <summary>Number of the sketch, from 1; 0 is none.</summary>
        public int Sketch;
        public byte IdLength;
        public bool IsPartner;
        public InlineId Id;
    }

    /// <summary>An id of a pseudonym's length, or the page and start of a longer one.</summary>
    [System.Runtime.CompilerServices.InlineArray(26)]
    private struct InlineId
    {
        private byte _byte;
    }
}
