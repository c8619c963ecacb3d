using Houle.Avro.Binary;
using Houle.Events;

namespace Houle.Streams.Detect;

/// <summary>A key that the last tick of its cell reported: its name, which a later tick may not bring, and its people. Reused.</summary>
internal sealed class ReportedKey
{
    private byte[] _name = new byte[64];
    private int _nameLength;

    public ulong Key { get; set; }

    public EntityKind Kind { get; set; }

    public ReadOnlySpan<byte> Name => _name.AsSpan(0, _nameLength);

    public RecentPeople People { get; } = new();

    public void Begin(ulong key, EntityKind kind, ReadOnlySpan<byte> name)
    {
        (Key, Kind) = (key, kind);
        SetName(name);
        People.Clear();
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
        People.Write(to);
    }

    public void Read(ref AvroReader from)
    {
        Kind = (EntityKind)from.ReadIndex(Enum.GetValues<EntityKind>().Length, "an entity kind");
        SetName(from.ReadBytes());
        Key = EntityKeys.Of(Kind, Name);
        People.Read(ref from);
    }
}
