using Houle.Avro.Binary;
using Houle.Events;
using Stream = Houle.Events.Stream;

namespace Houle.Streams.Detect;

/// <summary>The stream times that a Detect task knows, as the body of a DetectState: what its watermarks are made of.</summary>
internal static class StreamTimesState
{
    private static readonly Stream[] AllStreams = Enum.GetValues<Stream>();

    public static void Write(Watermarks watermarks, ByteBuffer to)
    {
        AvroWriter writer = new(to);
        foreach (Stream stream in AllStreams)
        {
            for (int ordinal = 0; ordinal < Watermarks.OrdinalsMax; ordinal++)
            {
                ReadOnlySpan<long> times = watermarks.StreamTimes(stream, ordinal);
                for (int partition = 0; partition < times.Length; partition++)
                {
                    if (times[partition] == Watermarks.None) continue;
                    writer.WriteLong(1); // blocks of one item: their number is not known before
                    writer.WriteLong((int)stream);
                    writer.WriteLong(ordinal);
                    writer.WriteLong(partition);
                    writer.WriteLong(times[partition]);
                }
            }
        }

        writer.WriteLong(0);
    }

    public static void Read(ReadOnlySpan<byte> body, Watermarks into)
    {
        foreach (KnownStreamTime time in DetectState.Read(body).StreamTimes)
            into.Advance(time.Stream, time.Ordinal, time.SourcePartition, time.StreamTimeMs);
    }
}
