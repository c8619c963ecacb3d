using Houle.Streams.Topology;
using Stream = Houle.Events.Stream;

namespace Houle.Streams.Detect;

/// <summary>One watermark per stream: the smallest stream time of its source partitions, as far as this task has heard.</summary>
public sealed class Watermarks
{
    public const long None = long.MinValue;

    private readonly long[][] _streamTimes;
    private readonly long[] _watermarks;
    private readonly long[] _gracesMs;

    public Watermarks(IReadOnlyList<StreamOptions> streams)
    {
        int kinds = Enum.GetValues<Stream>().Length;
        _streamTimes = new long[kinds][];
        _watermarks = new long[kinds];
        _gracesMs = new long[kinds];
        foreach (Stream stream in Enum.GetValues<Stream>()) _streamTimes[(int)stream] = [];
        foreach (StreamOptions options in streams)
        {
            _streamTimes[(int)options.Stream] = new long[options.Partitions];
            _gracesMs[(int)options.Stream] = options.GraceMs;
        }

        foreach (long[] times in _streamTimes) Array.Fill(times, None);
        Array.Fill(_watermarks, None);
    }

    public long Of(Stream stream) => _watermarks[(int)stream];

    public long GraceMs(Stream stream) => _gracesMs[(int)stream];

    public ReadOnlySpan<long> StreamTimes(Stream stream) => _streamTimes[(int)stream];

    /// <returns>True when the stream's watermark rose.</returns>
    /// <exception cref="InvalidDataException">A partition that the configuration does not have.</exception>
    public bool Advance(Stream stream, int sourcePartition, long streamTimeMs)
    {
        long[] times = _streamTimes[(int)stream];
        if ((uint)sourcePartition >= (uint)times.Length)
        {
            throw new InvalidDataException(
                $"stream {stream} has {times.Length} source partitions by configuration, and partition " +
                $"{sourcePartition} announced its time: raise streams.partitions");
        }

        if (streamTimeMs <= times[sourcePartition]) return false;
        times[sourcePartition] = streamTimeMs;
        long least = long.MaxValue;
        foreach (long time in times) least = Math.Min(least, time);
        bool rose = least > _watermarks[(int)stream];
        _watermarks[(int)stream] = least;
        return rose;
    }
}
