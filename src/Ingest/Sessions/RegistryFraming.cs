using Houle.Avro.Binary;

namespace Houle.Ingest.Sessions;

/// <summary>Gives values that were written with a fingerprint Confluent's framing instead.</summary>
/// <param name="ids">Of every schema that is written, by fingerprint.</param>
internal sealed class RegistryFraming(IReadOnlyDictionary<ulong, int> ids)
{
    private const int SavedBytes = SingleObject.HeaderBytes - ConfluentFrame.HeaderBytes;

    /// <summary>Replaces the header of the value that begins at <paramref name="start"/> and is the buffer's last.</summary>
    public void Reframe(ByteBuffer value, int start)
    {
        _ = SingleObject.TryReadFingerprint(value.Written[start..], out ulong fingerprint);
        int id = ids[fingerprint], bodyBytes = value.Length - start - SingleObject.HeaderBytes;
        Span<byte> framed = value.Array.AsSpan(start, value.Length - start);
        framed.Slice(SingleObject.HeaderBytes, bodyBytes).CopyTo(framed[ConfluentFrame.HeaderBytes..]);
        int end = value.Length - SavedBytes;
        value.Truncate(start);
        ConfluentFrame.WriteHeader(value, id);
        value.Advance(end - start - ConfluentFrame.HeaderBytes);
    }
}
