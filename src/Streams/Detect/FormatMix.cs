using Houle.Avro.Binary;
using Houle.Streams.Windows;

namespace Houle.Streams.Detect;

/// <summary>In which formats a cell usually posts: what is said there of all that is not rising, old days counting less.</summary>
internal sealed class FormatMix(double halfLifeDays)
{
    private readonly double[] _events = new double[FormatCounts.Count];
    private int _minute;

    /// <summary>Lets what is held fade until a minute that is not before the last one.</summary>
    public void FadeTo(int minute)
    {
        double factor = _minute == 0 ? 1 : Math.Pow(0.5, (minute - _minute) / (halfLifeDays * 1440.0));
        for (int format = 0; format < _events.Length; format++) _events[format] *= factor;
        _minute = minute;
    }

    public void Add(in FormatCounts formats)
    {
        for (int format = 0; format < _events.Length; format++) _events[format] += formats[format];
    }

    /// <summary>Each format's part; they add up to 1.</summary>
    /// <returns>False while nothing is known.</returns>
    public bool TryGetParts(Span<double> parts)
    {
        double total = 0;
        foreach (double events in _events) total += events;
        if (total <= 0) return false;
        for (int format = 0; format < _events.Length; format++) parts[format] = _events[format] / total;
        return true;
    }

    public void Write(ByteBuffer to)
    {
        AvroWriter writer = new(to);
        writer.WriteLong(_minute);
        foreach (double events in _events) writer.WriteDouble(events);
    }

    public void Read(ref AvroReader from)
    {
        _minute = (int)from.ReadLong();
        for (int format = 0; format < _events.Length; format++) _events[format] = from.ReadDouble();
    }
}
