using Houle.Streams.Topology;
using Stream = Houle.Events.Stream;

namespace Houle.Streams.Detect;

/// <summary>One watermark per stream: the smallest stream time of its source partitions, as far as this task has heard. Streams of one kind
/// have one each, so that a slow one delays nobody.</summary>
public sealed class Watermarks
{
    public const long None = long.MinValue;

    /// <summary>Streams of one kind at most.</summary>
    public const int OrdinalsMax = 16;

    private static readonly int Kinds = Enum.GetValues<Stream>().Length;

    private readonly long[][] _streamTimes = [.. Enumerable.Repeat(Array.Empty<long>(), Kinds * OrdinalsMax)];
    private readonly long[] _watermarks = new long[Kinds * OrdinalsMax];
    private readonly long[] _gracesMs = new long[Kinds * OrdinalsMax];

    /// <exception cref="ArgumentException">Two streams of a kind have one ordinal, or one is above <see cref="OrdinalsMax"/>.</exception>
    public Watermarks(IReadOnlyList<StreamOptions> streams)
    {
        Array.Fill(_watermarks, None);
        foreach (StreamOptions options in streams)
        {
            if ((uint)options.Ordinal >= OrdinalsMax || _streamTimes[Row(options.Stream, options.Ordinal)].Length > 0)
                throw new ArgumentException($"stream {options.Topic} is number {options.Ordinal} of its kind, which is taken or above {OrdinalsMax - 1}", nameof(streams));
            long[] times = new long[options.Partitions];
            Array.Fill(times, None);
            _streamTimes[Row(options.Stream, options.Ordinal)] = times;
            _gracesMs[Row(options.Stream, options.Ordinal)] = options.GraceMs;
        }
    }

    /// <summary>Number of a stream among all there can be.</summary>
    public static int Row(Stream stream, int ordinal) => ((int)stream * OrdinalsMax) + ordinal;

    public long Of(Stream stream, int ordinal = 0) => _watermarks[Row(stream, ordinal)];

    public long GraceMs(Stream stream, int ordinal = 0) => _gracesMs[Row(stream, ordinal)];

    public ReadOnlySpan<long> StreamTimes(Stream stream, int ordinal = 0) => _streamTimes[Row(stream, ordinal)];

    /// <returns>True when the stream's watermark rose.</returns>
    /// <exception cref="InvalidDataException">A stream or partition that the configuration does not have.</exception>
    public bool Advance(Stream stream, int ordinal, int sourcePartition, long streamTimeMs)
    {
        if ((uint)ordinal >= OrdinalsMax || _streamTimes[Row(stream, ordinal)] is not { } times || (uint)sourcePartition >= (uint)times.Length)
        {
            throw new InvalidDataException(
                $"partition {sourcePartition} of stream {stream} (number {ordinal} of its kind) announced its time, and the configuration does not " +
                "have it: raise streams.partitions, or bring the stream back");
        }

        if (streamTimeMs <= times[sourcePartition]) return false;
        times[sourcePartition] = streamTimeMs;
        long least = long.MaxValue;
        foreach (long time in times) least = Math.Min(least, time);
        ref long watermark = ref _watermarks[Row(stream, ordinal)];
        bool rose = least > watermark;
        watermark = least;
        return rose;
    }
}
