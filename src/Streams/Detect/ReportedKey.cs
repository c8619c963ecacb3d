using Houle.Avro.Binary;
using Houle.Events;
using Houle.Streams.Windows;

namespace Houle.Streams.Detect;

/// <summary>A key that its cell reported within some hours: its name, which a later tick may not bring, and who names it. Reused.</summary>
internal sealed class ReportedKey
{
    private byte[] _name = new byte[64];
    private int _nameLength;
    private FormatCounts _formats;
    private long _weight;
    private long _sponsored;

    public ulong Key { get; set; }

    public EntityKind Kind { get; set; }

    /// <summary>The last minute in which it was reported.</summary>
    public int LastMinute { get; set; }

    public ReadOnlySpan<byte> Name => _name.AsSpan(0, _nameLength);

    public RecentPeople People { get; } = new();

    /// <summary>Who carries it, since it is reported.</summary>
    public Carriers Carriers { get; } = new();

    /// <summary>Posts that name it, since it is reported.</summary>
    public SampledLinks Links { get; } = new();

    /// <summary>Its events by format, since it is reported.</summary>
    public ref readonly FormatCounts Formats => ref _formats;

    /// <summary>The part of its weight that is known to be paid for, since it is reported; 0 to 1.</summary>
    public double SponsoredShare => _weight > 0 ? Math.Clamp((double)_sponsored / _weight, 0, 1) : 0;

    /// <summary>Takes its counts of a minute, not before the last one.</summary>
    /// <param name="segments">Those of the cell, at this minute; null where there are none.</param>
    public void Add(int minute, WindowTable table, int row, CellSegments? segments)
    {
        Sums sums = table.SumsOf(row);
        ReadOnlySpan<ulong> people = table.PeopleOf(row);
        Span<ushort> masks = stackalloc ushort[segments is null ? 0 : people.Length];
        for (int i = 0; i < masks.Length; i++) masks[i] = segments!.MaskOf(table, people[i]);
        People.Add(minute, people, sums.Unnamed > 0, masks);
        foreach (ulong person in people) Carriers.Add(person);
        _formats.Add(table.FormatsOf(row));
        _weight += sums.Weight;
        _sponsored += sums.C;
        AddLinks(table, table.Group(table.Entity(row).Group).FirstLink);
    }

    public void Begin(ulong key, EntityKind kind, ReadOnlySpan<byte> name)
    {
        (Key, Kind) = (key, kind);
        SetName(name);
        People.Clear();
        Carriers.Clear();
        Links.Clear();
        (_formats, _weight, _sponsored) = (default, 0, 0);
    }

    private void AddLinks(WindowTable table, int link)
    {
        for (; link >= 0; link = table.Links.Next(link))
        {
            if (table.Links.Kind(link) == Kind && table.Links.Entity(link).SequenceEqual(Name)) Links.Add(table.Links.Url(link));
        }
    }

    private void SetName(ReadOnlySpan<byte> name)
    {
        if (name.Length > _name.Length) _name = new byte[name.Length];
        name.CopyTo(_name);
        _nameLength = name.Length;
    }

    public void Write(ByteBuffer to)
    {
        AvroWriter writer = new(to);
        writer.WriteLong((int)Kind);
        writer.WriteBytes(Name);
        writer.WriteLong(LastMinute);
        People.Write(to);
        Carriers.Write(to);
        Links.Write(to);
        foreach (int events in _formats) writer.WriteLong(events);
        writer.WriteLong(_weight);
        writer.WriteLong(_sponsored);
    }

    public void Read(ref AvroReader from)
    {
        Kind = (EntityKind)from.ReadIndex(Enum.GetValues<EntityKind>().Length, "an entity kind");
        SetName(from.ReadBytes());
        Key = EntityKeys.Of(Kind, Name);
        LastMinute = (int)from.ReadLong();
        People.Read(ref from);
        Carriers.Read(ref from);
        Links.Read(ref from);
        foreach (ref int events in _formats) events = (int)from.ReadLong();
        _weight = from.ReadLong();
        _sponsored = from.ReadLong();
    }
}
