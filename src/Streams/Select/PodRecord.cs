using System.Runtime.InteropServices;
using System.Text;
using Houle.Avro.Binary;
using Houle.Detection.Audience;
using Houle.Events;
using Houle.Streams.Windows;

namespace Houle.Streams.Select;

/// <summary>A page whose comments come in step, as Observe saw it: a record of houle.candidates as plain objects.</summary>
internal sealed class PodRecord
{
    /// <param name="body">The record's body.</param>
    public PodRecord(ReadOnlySpan<byte> body)
    {
        PodCandidate seen = PodCandidate.Read(body);
        (AsOfMs, Partition, Quality) = (seen.AsOfMs, seen.Partition, seen.Quality.ToArray());
        Creator = Encoding.UTF8.GetString(AudienceQuality.Read(SingleObject.Body(Quality)).Creator);
        Commenters = MemoryMarshal.Read<PodSketch>(seen.Commenters);
    }

    /// <summary>End of the minute in which it was seen.</summary>
    public long AsOfMs { get; }

    public int Minute => (int)(AsOfMs / Minutes.LengthMs) - 1;

    /// <summary>The source partition that it is in.</summary>
    public int Partition { get; }

    public string Creator { get; }

    /// <summary>The page's AudienceQuality then.</summary>
    public byte[] Quality { get; }

    public PodSketch Commenters { get; }
}
