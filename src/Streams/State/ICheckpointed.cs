using Houle.Avro.Binary;

namespace Houle.Streams.State;

/// <summary>State that <see cref="Checkpoints"/> writes part by part while it goes on changing.</summary>
/// <remarks>Each part knows by itself how far it has come, so that reading the source again from the round's start brings
/// parts of different moments to the same one.</remarks>
public interface ICheckpointed
{
    /// <summary>Parts there are now; more may come, none goes.</summary>
    int Parts { get; }

    /// <summary>Bytes of all parts, about.</summary>
    long StateBytes { get; }

    /// <summary>Appends what holds for the whole task now.</summary>
    void WriteHeader(ByteBuffer to);

    /// <summary>Appends a part as it is now.</summary>
    void WritePart(int part, ByteBuffer to);

    /// <summary>Takes up what <see cref="WriteHeader"/> wrote.</summary>
    void ReadHeader(ReadOnlySpan<byte> header);

    /// <summary>Takes up what <see cref="WritePart"/> wrote.</summary>
    void ReadPart(ReadOnlySpan<byte> part);
}
