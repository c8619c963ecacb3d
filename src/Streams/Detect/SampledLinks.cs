using Houle.Avro.Binary;
using Houle.Streams.Hashing;

namespace Houle.Streams.Detect;

/// <summary>A few links to posts of one key: those with the smallest hashes since it is reported, each once. Reused.</summary>
internal sealed class SampledLinks
{
    /// <summary>Links kept of a key.</summary>
    public const int Max = 4;

    private readonly (ulong Hash, byte[] Url, int Length)[] _links = new (ulong, byte[], int)[Max];

    public int Count { get; private set; }

    /// <summary>By rising hash.</summary>
    public ReadOnlySpan<byte> this[int at] => _links[at].Url.AsSpan(0, _links[at].Length);

    public void Clear() => Count = 0;

    public void Add(ReadOnlySpan<byte> url)
    {
        ulong hash = Hash64.Of(url);
        int at = Count;
        while (at > 0 && _links[at - 1].Hash > hash) at--;
        if (at == Max || (at > 0 && _links[at - 1].Hash == hash)) return;
        byte[] bytes = (Count == Max ? _links[Max - 1].Url : _links[Count].Url) ?? [];
        if (Count < Max) Count++;
        for (int i = Count - 1; i > at; i--) _links[i] = _links[i - 1];
        if (bytes.Length < url.Length) bytes = new byte[Math.Max(128, url.Length)];
        url.CopyTo(bytes);
        _links[at] = (hash, bytes, url.Length);
    }

    public void Write(ByteBuffer to)
    {
        AvroWriter writer = new(to);
        writer.WriteLong(Count);
        for (int i = 0; i < Count; i++) writer.WriteBytes(this[i]);
    }

    public void Read(ref AvroReader from)
    {
        for (long left = from.ReadLong(); left > 0; left--) Add(from.ReadBytes());
    }
}
