using Houle.Events;
using Houle.Streams.Hashing;

namespace Houle.Streams.Windows;

/// <summary>Counts of many cells and minutes at once: groups, each with a chain of entities, found by open addressing.</summary>
/// <remarks>Rows are structs in arrays and are reused, so that a steady flow allocates nothing. References to rows are
/// valid until the next row is added.</remarks>
/// <param name="countsOnly">Of entities keep counts and weights alone.</param>
/// <param name="shards">Shards of the cells above the city.</param>
public sealed class WindowTable(bool countsOnly = false, int shards = 1)
{
    private static readonly FormatCounts[] NoFormats = new FormatCounts[1];

    private readonly SlotIndex _groupIndex = new();
    private readonly SlotIndex _entityIndex = new(1024);
    private readonly List<int> _freeGroups = [];
    private WindowGroup[] _groups = new WindowGroup[64];
    private WindowEntity[] _entities = new WindowEntity[1024];
    private WindowDetail[] _details = new WindowDetail[countsOnly ? 0 : 1024];
    private int _groupRows;
    private int _entityRows;
    private int _freeEntity = -1; // chained through Next

    /// <summary>Names of entities.</summary>
    public NameTable Names { get; private set; } = new();

    /// <summary>Names of cells: few, and worth keeping when those of entities are forgotten.</summary>
    public NameTable Cells { get; private set; } = new();

    public SketchPool People { get; } = new();

    /// <summary>Links to posts, sampled; where nobody adds any it stays empty.</summary>
    internal LinkPool Links { get; } = new(shards);

    /// <summary>Audience segments of people; where no mention carries any it stays empty.</summary>
    internal SegmentPool Segments { get; } = new();

    public int GroupCount => _groupIndex.Count;

    public int EntityCount => _entityIndex.Count;

    /// <summary>Rows 0 to this, excluded, are in use if nothing was removed since <see cref="Clear"/>.</summary>
    public int GroupRows => _groupRows;

    public ref WindowGroup Group(int row) => ref _groups[row];

    public ref WindowEntity Entity(int row) => ref _entities[row];

    /// <param name="isNew">True when the group did not exist.</param>
    public int GetOrAddGroup(in GroupKey key, out bool isNew)
    {
        uint hash = HashOf(key);
        int slot = -1, row;
        while ((row = _groupIndex.Next(hash, ref slot)) >= 0)
        {
            if (_groups[row].Key != key) continue;
            isNew = false;
            return row;
        }

        row = TakeGroupRow();
        _groupIndex.Insert(slot, hash, row);
        _groups[row] = new WindowGroup { Key = key, FirstEntity = -1, FirstLink = -1, FirstSegment = -1, HashMax = ulong.MaxValue, Hash = hash };
        isNew = true;
        return row;
    }

    /// <summary>The group's row, if there is one.</summary>
    public bool TryGetGroup(in GroupKey key, out int row)
    {
        uint hash = HashOf(key);
        int slot = -1;
        while ((row = _groupIndex.Next(hash, ref slot)) >= 0)
        {
            if (_groups[row].Key == key) return true;
        }

        return false;
    }

    public int GetOrAddEntity(int group, EntityKind kind, int name)
    {
        uint hash = HashOf(group, kind, name);
        int slot = -1, row;
        while ((row = _entityIndex.Next(hash, ref slot)) >= 0)
        {
            ref readonly WindowEntity held = ref _entities[row];
            if (held.Group == group && held.Name == name && held.Kind == kind) return row;
        }

        row = TakeEntityRow();
        _entityIndex.Insert(slot, hash, row);
        ref WindowGroup owner = ref _groups[group];
        _entities[row] = new WindowEntity
        {
            Group = group, Name = name, Kind = kind, Next = owner.FirstEntity, Hash = hash,
        };
        if (!countsOnly) _details[row] = default;
        owner.FirstEntity = row;
        owner.EntityCount++;
        return row;
    }

    /// <summary>First of two steps before <see cref="GetOrAddEntity"/>, each for many entities at a time.</summary>
    internal void PrefetchEntitySlot(int group, EntityKind kind, int name) =>
        _entityIndex.PrefetchSlot(HashOf(group, kind, name));

    internal void PrefetchEntity(int group, EntityKind kind, int name)
    {
        int row = _entityIndex.Guess(HashOf(group, kind, name));
        if (row < 0) return;
        Prefetch.Read(in _entities[row]);
        if (!countsOnly) Prefetch.Read(in _details[row]);
    }

    /// <summary>Takes an entity out of the index and its sketch out of the pool; the caller mends the group's chain.</summary>
    public void FreeEntity(int row)
    {
        ref WindowEntity entity = ref _entities[row];
        _entityIndex.Remove(entity.Hash, row);
        if (!countsOnly) People.Free(ref _details[row].People);
        _groups[entity.Group].EntityCount--;
        entity.Next = _freeEntity;
        _freeEntity = row;
    }

    /// <summary>Adds to an entity's sums.</summary>
    public void AddTo(int entity, in Sums part)
    {
        ref WindowEntity row = ref _entities[entity];
        row.Count += (int)part.Count;
        row.Weight += part.Weight;
        if (countsOnly) return;
        ref WindowDetail detail = ref _details[entity];
        detail.AuthenticWeight += part.AuthenticWeight;
        detail.Unnamed += part.Unnamed;
        detail.A += part.A;
        detail.B += part.B;
        detail.C += part.C;
    }

    public Sums SumsOf(int entity)
    {
        ref readonly WindowEntity row = ref _entities[entity];
        Sums sums = new() { Count = row.Count, Weight = row.Weight };
        if (countsOnly) return sums;
        ref readonly WindowDetail detail = ref _details[entity];
        sums.AuthenticWeight = detail.AuthenticWeight;
        sums.Unnamed = detail.Unnamed;
        sums.A = detail.A;
        sums.B = detail.B;
        sums.C = detail.C;
        return sums;
    }

    /// <summary>Whether events are kept by format: not where only counts are.</summary>
    public bool HasFormats => !countsOnly;

    /// <summary>Events by format; empty when only counts are kept, and of what is not watched.</summary>
    public ref readonly FormatCounts FormatsOf(int entity) => ref countsOnly ? ref NoFormats[0] : ref _details[entity].Formats;

    public void AddFormat(int entity, int format, int events)
    {
        if (!countsOnly) _details[entity].Formats[format] += events;
    }

    /// <summary>The people of an entity, ascending by hash; none when only counts are kept.</summary>
    public ReadOnlySpan<ulong> PeopleOf(int entity) => countsOnly ? default : People.Hashes(in _details[entity].People);

    public void AddPerson(int entity, ulong person)
    {
        if (!countsOnly) People.Add(ref _details[entity].People, person);
    }

    /// <summary>Adds a link to a post that names an entity to the group's sample.</summary>
    internal void AddLink(int group, EntityKind kind, ReadOnlySpan<byte> entity, ReadOnlySpan<byte> url)
    {
        ref WindowGroup held = ref _groups[group];
        Links.Add(ref held.FirstLink, ref held.LinkCount, kind, entity, url);
    }

    /// <summary>Notes that a person of a group belongs to a segment.</summary>
    internal void AddSegment(int group, ReadOnlySpan<byte> segment, ulong person)
    {
        ref WindowGroup held = ref _groups[group];
        Segments.Add(ref held.FirstSegment, ref held.SegmentCount, segment, person);
    }

    /// <summary>Adds people of a segment as a block has them.</summary>
    internal void AddSegment(int group, ReadOnlySpan<byte> segment, scoped PeopleReader people)
    {
        ref WindowGroup held = ref _groups[group];
        Segments.Add(ref held.FirstSegment, ref held.SegmentCount, segment, people);
    }

    /// <summary>Adds the segments of a group's people to those of another's.</summary>
    internal void AddSegments(int into, int from)
    {
        ref WindowGroup held = ref _groups[into];
        for (int row = _groups[from].FirstSegment; row >= 0; row = Segments.Next(row)) Segments.Merge(ref held.FirstSegment, ref held.SegmentCount, row);
    }

    /// <summary>Adds one entity's sums and people to another's.</summary>
    public void AddEntity(int into, int from)
    {
        AddTo(into, SumsOf(from));
        if (countsOnly) return;
        _details[into].Formats.Add(_details[from].Formats);
        MergePeople(ref _details[into].People, in _details[from].People);
    }

    /// <summary>Adds a sketch of this table's to another one of it.</summary>
    public void MergePeople(ref PeopleSketch into, ref readonly PeopleSketch from)
    {
        Span<ulong> hashes = stackalloc ulong[PeopleSketch.SizeMax]; // the pool may move while it is added to
        ReadOnlySpan<ulong> held = People.Hashes(in from);
        held.CopyTo(hashes);
        People.Merge(ref into, hashes[..held.Length]);
    }

    /// <summary>Removes a group and all its entities.</summary>
    public void RemoveGroup(int row)
    {
        ref WindowGroup group = ref _groups[row];
        for (int entity = group.FirstEntity; entity >= 0;)
        {
            int next = _entities[entity].Next;
            FreeEntity(entity);
            entity = next;
        }

        People.Free(ref group.People);
        Links.FreeAll(group.FirstLink);
        Segments.FreeAll(group.FirstSegment);
        _groupIndex.Remove(group.Hash, row);
        _freeGroups.Add(row);
    }

    /// <summary>Empties the table; names stay known, for those who will say them again.</summary>
    public void Clear()
    {
        _groupIndex.Clear();
        _entityIndex.Clear();
        _freeGroups.Clear();
        People.Clear();
        Links.Clear();
        Segments.Clear();
        _groupRows = 0;
        _entityRows = 0;
        _freeEntity = -1;
    }

    /// <summary>Forgets names that no row uses any more. Numbers of names held outside the table are void after it.</summary>
    public void CompactNames(IEnumerable<int> liveGroups)
    {
        NameTable old = Names, oldCells = Cells;
        Names = new NameTable();
        Cells = new NameTable();
        _entityIndex.Clear();
        _groupIndex.Clear();
        foreach (int row in liveGroups)
        {
            ref WindowGroup group = ref _groups[row];
            group.Key = group.Key with { Cell = Cells.Intern(oldCells[group.Key.Cell]) };
            group.Hash = HashOf(group.Key);
            _groupIndex.Add(group.Hash, row);
            for (int entity = group.FirstEntity; entity >= 0; entity = _entities[entity].Next)
            {
                ref WindowEntity held = ref _entities[entity];
                held.Name = Names.Intern(old[held.Name]);
                held.Hash = HashOf(row, held.Kind, held.Name);
                _entityIndex.Add(held.Hash, entity);
            }
        }
    }

    private static uint HashOf(in GroupKey key) => (uint)Hash64.Mix(
        Hash64.Mix((ulong)key.WindowStartMs) ^ ((ulong)key.Cell << 24 | (ulong)(ushort)key.Shard << 8 |
        (ulong)key.Ordinal << 56 | (ulong)key.Stream << 4 | (ulong)key.Level) ^ (key.IsCorrection ? Hash64.Mix((ulong)key.LateInMs + 1) : 0));

    private static uint HashOf(int group, EntityKind kind, int name) =>
        (uint)Hash64.Mix((ulong)(uint)group << 40 ^ (ulong)kind << 32 ^ (uint)name);

    private int TakeGroupRow()
    {
        if (_freeGroups.Count > 0)
        {
            int row = _freeGroups[^1];
            _freeGroups.RemoveAt(_freeGroups.Count - 1);
            return row;
        }

        if (_groupRows == _groups.Length) Array.Resize(ref _groups, _groupRows * 2);
        return _groupRows++;
    }

    private int TakeEntityRow()
    {
        if (_freeEntity >= 0)
        {
            int row = _freeEntity;
            _freeEntity = _entities[row].Next;
            return row;
        }

        if (_entityRows == _entities.Length)
        {
            Array.Resize(ref _entities, _entityRows * 2);
            if (!countsOnly) Array.Resize(ref _details, _entityRows * 2);
        }

        return _entityRows++;
    }
}
