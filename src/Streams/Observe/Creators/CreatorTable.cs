using Houle.Avro.Binary;
using Houle.Detection.Audience;
using Houle.Streams.Hashing;
using Houle.Streams.State;
using Houle.Streams.Windows;

namespace Houle.Streams.Observe.Creators;

/// <summary>State of each creator of a partition: rows of 192 bytes in pages, found by hash; 64 more once somebody comments. Row 0 holds
/// what belongs to the partition as a whole.</summary>
/// <remarks>Pages, so that growing copies nothing. A creator past the bound has no row, and is counted. Rows of creators who have been
/// silent for long count for the bound no more from a day's beginning on, wherever the sweep that frees them is: up to twice the
/// bound may be there for that while.</remarks>
internal sealed class CreatorTable(int creatorsMax, int silentDays = CreatorTable.SilentDaysDefault) : IStateTable
{
    public const int SilentDaysDefault = 180;

    private const int PageRows = 4096;

    private readonly SlotIndex _index = new(1024);
    private readonly List<CreatorRow[]> _pages = [new CreatorRow[PageRows]];
    private readonly List<AudienceSketch[]> _sketchPages = [];
    private readonly Dictionary<int, byte[]> _longIds = []; // longer than a pseudonym: other producers' topics alone have them
    private readonly Stack<int> _freeRows = [], _freeSketches = [];
    private readonly List<int> _podRows = []; // row of each pod sketch by its number, from 1; 0 for a free one
    private PodSketch[] _pods = new PodSketch[16];
    private readonly NameTable _cities = new();
    private int _sketches;

    /// <summary>First day that is not closed, in days since 1970; 0 before any.</summary>
    public int OpenDay { get; internal set; }

    public int RowLimit { get; private set; } = 1;

    /// <summary>Creators who are not silent for too long.</summary>
    public int Count { get; private set; }

    /// <summary>Events of creators that found no room.</summary>
    public long Untracked { get; private set; }

    /// <summary>What posts of each size and format usually gather.</summary>
    public EngagementCohorts Cohorts { get; } = new();

    public ref CreatorState State(int row) => ref At(row).State;

    public ref CreatorRow At(int row) => ref _pages[row / PageRows][row % PageRows];

    /// <summary>The creator's sketch, to be written to; it gets one now if it had none.</summary>
    public ref AudienceSketch Sketch(int row)
    {
        ref int number = ref At(row).Sketch;
        if (number == 0)
        {
            if (!_freeSketches.TryPop(out number)) number = ++_sketches;
            if ((number - 1) / PageRows == _sketchPages.Count) _sketchPages.Add(new AudienceSketch[PageRows]);
        }

        return ref SketchOf(number);
    }

    /// <summary>The creator's sketch as it is, empty where there is none.</summary>
    public AudienceSketch SketchOrEmpty(int row) => At(row).Sketch is > 0 and int number ? SketchOf(number) : default;

    /// <summary>Pages whose synchronous commenters are remembered.</summary>
    public IEnumerable<int> PodRows => _podRows.Where(row => row != 0);

    public int PodPages { get; private set; }

    public bool HasPod(int row) => At(row).Pod != 0;

    /// <summary>The page's sketch of who comments in step, to be written to; it gets one now if it had none.</summary>
    public ref PodSketch Pod(int row)
    {
        ref ushort number = ref At(row).Pod;
        if (number == 0)
        {
            int free = _podRows.IndexOf(0);
            if (free < 0)
            {
                free = _podRows.Count;
                _podRows.Add(0);
                if (_podRows.Count > _pods.Length) Array.Resize(ref _pods, _pods.Length * 2);
            }

            (_podRows[free], number) = (row, (ushort)(free + 1));
            _pods[free] = default;
            PodPages++;
        }

        return ref _pods[number - 1];
    }

    public ReadOnlySpan<byte> Id(int row)
    {
        ref CreatorRow held = ref At(row);
        ReadOnlySpan<byte> here = held.Id;
        return held.IdLength <= here.Length ? here[..held.IdLength] : _longIds[row];
    }

    /// <summary>Begins a day: who has been silent for too long counts no more.</summary>
    public void Open(int day)
    {
        OpenDay = day;
        Count = 0;
        for (int row = 1; row < RowLimit; row++)
        {
            if (At(row).IdLength > 0 && !IsSilent(row)) Count++;
        }
    }

    /// <summary>Counts anew after the rows have come back from the changelog.</summary>
    public void Recount()
    {
        for (int row = 1; row < RowLimit; row++)
        {
            if (At(row).LastDay == 0) At(row).LastDay = (ushort)OpenDay; // written by a version that did not keep it
        }

        Open(OpenDay);
    }

    /// <summary>Whether the creator has a row and has been silent for longer than they are remembered.</summary>
    public bool IsSilent(int row) => At(row).IdLength > 0 && At(row).LastDay + silentDays < OpenDay;

    /// <summary>Starts a silent creator, who is back, as if new.</summary>
    /// <returns>False when there is no room for another.</returns>
    public bool TryRevive(int row)
    {
        if (!HasRoom()) return false;
        FreeSketch(row);
        FreePod(row);
        ref CreatorRow held = ref At(row);
        ulong hash = held.State.Id;
        CreatorRow fresh = default;
        (fresh.Id, fresh.IdLength, fresh.State.Id) = (held.Id, held.IdLength, hash);
        held = fresh;
        Count++;
        return true;
    }

    /// <summary>Frees a row.</summary>
    public void Free(int row)
    {
        if (!IsSilent(row)) Count--;
        FreeSketch(row);
        FreePod(row);
        _longIds.Remove(row);
        _index.Remove((uint)State(row).Id, row);
        At(row) = default;
        _freeRows.Push(row);
    }

    /// <returns>The row, or -1 when there is no room for another.</returns>
    public int GetOrAdd(ReadOnlySpan<byte> id, ulong hash)
    {
        int row = Find(id, hash, out int slot);
        if (row >= 0) return row;
        return HasRoom() ? Add(id, hash, slot) : -1;
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
        if (_index.Guess((uint)hash) is > 0 and int row) Prefetch(row);
    }

    public void Prefetch(int row)
    {
        ref CreatorRow held = ref At(row);
        Hashing.Prefetch.Read(ref held.State.Id);
        Hashing.Prefetch.Read(ref held.State.GrowthMean);
        Hashing.Prefetch.Read(ref held.Sketch);
    }

    public bool TryWrite(int row, ByteBuffer to) => CreatorRowCodec.TryWrite(this, row, to);

    public void Put(ReadOnlySpan<byte> row) => CreatorRowCodec.Put(this, row);

    public void Remove(ReadOnlySpan<byte> key)
    {
        if (Find(key, Hash64.Of(key)) is > 0 and int row) Free(row);
    }

    /// <summary>The creator's row, whether there is room or not: it comes from the changelog.</summary>
    internal int Restored(ReadOnlySpan<byte> id)
    {
        ulong hash = Hash64.Of(id);
        int row = Find(id, hash, out int slot);
        return row >= 0 ? row : Add(id, hash, slot);
    }

    private bool HasRoom()
    {
        if (Count < creatorsMax) return true;
        Untracked++;
        return false;
    }

    private int Add(ReadOnlySpan<byte> id, ulong hash, int slot)
    {
        if (!_freeRows.TryPop(out int row)) row = RowLimit++;
        if (row / PageRows == _pages.Count) _pages.Add(new CreatorRow[PageRows]);
        ref CreatorRow added = ref At(row);
        added.IdLength = (byte)id.Length;
        added.State.Id = hash;
        added.LastDay = (ushort)OpenDay;
        if (id.Length > CreatorRow.IdBytesHere) _longIds[row] = id.ToArray();
        else id.CopyTo(added.Id);
        _index.Insert(slot, (uint)hash, row);
        Count++;
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

    private ref AudienceSketch SketchOf(int number) => ref _sketchPages[(number - 1) / PageRows][(number - 1) % PageRows];

    private void FreeSketch(int row)
    {
        ref int number = ref At(row).Sketch;
        if (number == 0) return;
        SketchOf(number) = default;
        _freeSketches.Push(number);
        number = 0;
    }

    internal void FreePod(int row)
    {
        ref ushort number = ref At(row).Pod;
        if (number == 0) return;
        _podRows[number - 1] = 0;
        number = 0;
        PodPages--;
    }
}
