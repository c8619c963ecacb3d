namespace Houle.Streams.Signals;

/// <summary>A count by the hour that fades exponentially: the hours before the current one count half after a half-life, the
/// current one is kept apart as a whole number, so that the order of adding within it does not matter.</summary>
internal struct Fading
{
    public double Past; // public: it is state, and is written as the memory it is
    public long Current;
    public int Hour;

    /// <summary>Adds in an hour not before the last one.</summary>
    public void Add(int hour, long count, double halfLifeHours)
    {
        Pass(hour, halfLifeHours);
        Current += count;
    }

    /// <summary>What the hours before one come to, faded to it; never below 0.</summary>
    public readonly double Before(int hour, double halfLifeHours) => hour <= Hour
        ? Math.Max(0, Past)
        : Math.Max(0, (Past + Current) * Math.Pow(2, -(hour - Hour) / halfLifeHours));

    private void Pass(int hour, double halfLifeHours)
    {
        if (hour <= Hour) return;
        (Past, Current) = (Before(hour, halfLifeHours), 0);
        Hour = hour;
    }
}
