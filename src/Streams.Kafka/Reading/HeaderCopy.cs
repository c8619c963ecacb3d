using Houle.Avro.Binary;
using Houle.Streams.Kafka.Native;

namespace Houle.Streams.Kafka.Reading;

/// <summary>Writes a message's headers as Kafka's record format does: count, then key and value of each, zigzag lengths.</summary>
internal sealed unsafe class HeaderCopy
{
    private readonly ByteBuffer _bytes = new(256);

    /// <returns>Empty for none; valid until the next call.</returns>
    public ReadOnlySpan<byte> Of(NativeMessage* message)
    {
        nint headers;
        if (Librdkafka.rd_kafka_message_headers(message, &headers) != Librdkafka.NoError) return default;
        _bytes.Clear();
        AvroWriter writer = new(_bytes);
        nint count = Librdkafka.rd_kafka_header_cnt(headers);
        if (count == 0) return default;
        writer.WriteLong(count);
        for (nint i = 0; i < count; i++)
        {
            byte* name, value;
            nint size;
            _ = Librdkafka.rd_kafka_header_get_all(headers, i, &name, &value, &size);
            ReadOnlySpan<byte> key = System.Runtime.InteropServices.MemoryMarshal.CreateReadOnlySpanFromNullTerminated(name);
            writer.WriteLong(key.Length);
            writer.WriteFixed(key);
            writer.WriteLong(value == null ? -1 : size);
            if (value != null) writer.WriteFixed(new ReadOnlySpan<byte>(value, (int)size));
        }

        return _bytes.Written;
    }
}
