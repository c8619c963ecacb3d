using Houle.Events;
using Houle.Streams.Hashing;

namespace Houle.Streams.Windows;

/// <summary>Gathers what is to be added to entities and adds it some dozens at a time: the tables of a busy minute are
/// larger than the processor's caches, so each step asks for the memory of all before it waits for that of the first.</summary>
/// <remarks>Sums do not depend on order, so gathering changes nothing; <see cref="Flush"/> before the table is read.</remarks>
internal sealed class EntityUpdates(WindowTable table, EntityCap? cap = null)
{
    private const int UpdatesMax = 64;
    private const int NameBytesFirst = 4096;

    private readonly Update[] _updates = new Update[UpdatesMax];
    private byte[] _names = new byte[NameBytesFirst];
    private ulong[] _people = new ulong[UpdatesMax];
    private (int Format, int Events)[] _formats = new (int, int)[UpdatesMax];
    private int _count;
    private int _nameBytes;
    private int _peopleCount;
    private int _formatsCount;

    /// <summary>Adds to an entity of a group; people follow with <see cref="AddPerson"/>.</summary>
    public void Add(int group, EntityKind kind, ReadOnlySpan<byte> name, in Sums sums)
    {
        if (_count == UpdatesMax) Flush();
        while (_nameBytes + name.Length > _names.Length) Array.Resize(ref _names, _names.Length * 2);
        name.CopyTo(_names.AsSpan(_nameBytes));
        ref Update update = ref _updates[_count++];
        update.Group = group;
        update.Kind = kind;
        update.NameStart = _nameBytes;
        update.NameLength = name.Length;
        update.NameHash = Hash64.Of(name);
        update.Sums = sums;
        update.PeopleStart = _peopleCount;
        update.FormatsStart = _formatsCount;
        _nameBytes += name.Length;
        table.Names.PrefetchSlot(update.NameHash);
    }

    /// <summary>A person of the entity added last.</summary>
    public void AddPerson(ulong person)
    {
        if (_peopleCount == _people.Length) Array.Resize(ref _people, _peopleCount * 2);
        _people[_peopleCount++] = person;
    }

    /// <summary>Events in one format of the entity added last.</summary>
    public void AddFormat(int format, int events)
    {
        if (_formatsCount == _formats.Length) Array.Resize(ref _formats, _formatsCount * 2);
        _formats[_formatsCount++] = (format, events);
    }

    public void Flush()
    {
        Span<Update> updates = _updates.AsSpan(0, _count);
        foreach (ref Update update in updates) table.Names.PrefetchEntry(update.NameHash);
        foreach (ref Update update in updates) table.Names.PrefetchBytes(update.NameHash);
        foreach (ref Update update in updates)
        {
            update.Name = table.Names.Intern(_names.AsSpan(update.NameStart, update.NameLength), update.NameHash);
            table.PrefetchEntitySlot(update.Group, update.Kind, update.Name);
        }

        foreach (ref Update update in updates) table.PrefetchEntity(update.Group, update.Kind, update.Name);
        for (int i = 0; i < updates.Length; i++)
        {
            bool isLast = i + 1 == updates.Length;
            Apply(updates[i], isLast ? _peopleCount : updates[i + 1].PeopleStart, isLast ? _formatsCount : updates[i + 1].FormatsStart);
        }

        _count = 0;
        _nameBytes = 0;
        _peopleCount = 0;
        _formatsCount = 0;
    }

    private void Apply(in Update update, int peopleEnd, int formatsEnd)
    {
        int name = cap is null ? update.Name : EntityCap.Admit(table, update.Group, update.Kind, update.Name);
        int row = table.GetOrAddEntity(update.Group, update.Kind, name);
        table.AddTo(row, update.Sums);
        for (int i = update.PeopleStart; i < peopleEnd; i++) table.AddPerson(row, _people[i]);
        for (int i = update.FormatsStart; i < formatsEnd; i++) table.AddFormat(row, _formats[i].Format, _formats[i].Events);
        if (cap is not null && cap.IsOverdue(table.Group(update.Group))) cap.Cut(table, update.Group);
    }

    private struct Update
    {
        public int Group;
        public EntityKind Kind;
        public int NameStart;
        public int NameLength;
        public int Name;
        public int PeopleStart;
        public int FormatsStart;
        public ulong NameHash;
        public Sums Sums;
    }
}
