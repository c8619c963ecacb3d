using System.Buffers;
using Houle.Detection.Bursts;

namespace Houle.Streams.Signals;

/// <summary>What is usual in a city by the hour of the week, of one thing that is counted (units sold, people who come in), and
/// each part's share in it (a shelf's, a door's).</summary>
/// <remarks>The usual count of a part in an hour = its share of all that was counted, both fading alike, times the city's usual
/// count of such an hour (<see cref="WeekProfile"/>): a part needs one number, and learns its rhythm from all others.</remarks>
internal sealed class Rhythm(int halfLifeDays)
{
    private readonly WeekProfile _profile = new(halfLifeDays);
    private Fading _all;

    public double HalfLifeHours => halfLifeDays * 24.0;

    /// <summary>Hours learned, faded.</summary>
    public double Hours => _profile.Hours;

    /// <summary>Counts in an hour not before the last one; every hour in between is learned as it was.</summary>
    public void Add(int hour, long count)
    {
        if (_all.Hour > 0 && hour > _all.Hour) Learn(hour);
        _all.Add(hour, count, HalfLifeHours);
    }

    /// <summary>Learns hours up to one, which is not over: those without a count are empty.</summary>
    public void PassTo(int hour)
    {
        if (_all.Hour == 0 || hour <= _all.Hour) return;
        Learn(hour);
        _all.Add(hour, 0, HalfLifeHours);
    }

    /// <summary>A part's share of all before an hour, 0 to 1.</summary>
    public double Share(in Fading part, int hour)
    {
        double all = _all.Before(hour, HalfLifeHours);
        return all > 0 ? Math.Min(1, part.Before(hour, HalfLifeHours) / all) : 0;
    }

    /// <summary>The usual count between two times (in minutes since 1970), of all parts together.</summary>
    public double Usual(int fromMinute, int untilMinute)
    {
        double sum = 0;
        for (int minute = fromMinute; minute < untilMinute;)
        {
            int next = Math.Min(untilMinute, ((minute / 60) + 1) * 60);
            sum += _profile.Rate(minute / 60) * (next - minute) / 60;
            minute = next;
        }

        return sum;
    }

    /// <summary>The usual count of a day, over the week that follows a minute.</summary>
    public double PerDay(int minute) => Usual(minute, minute + (7 * 1440)) / 7;

    private void Learn(int hour)
    {
        // A gap longer than ten half-lives leaves nothing of what was before: its zeros need not be learned one by one.
        int first = Math.Max(_all.Hour, hour - (int)(10 * HalfLifeHours));
        for (int past = first; past < hour; past++) _profile.Learn(past, past == _all.Hour ? Math.Max(0, _all.Current) : 0);
    }

    public void Write(IBufferWriter<byte> to)
    {
        StateWriter.Write(to, _all);
        _profile.Write(to);
    }

    public void Read(ref StateReader from)
    {
        _all = from.Read<Fading>();
        _profile.Read(ref from);
    }
}
