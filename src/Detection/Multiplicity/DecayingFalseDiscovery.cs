using System.Runtime.InteropServices;

namespace Houle.Detection.Multiplicity;

/// <summary>Online control of false alerts over a stream of ticks that never ends: each tick gets a level, and true alerts
/// pay for further ones for as long as they are remembered.</summary>
/// <remarks>LORD++ with decaying memory (A. Ramdas, F. Yang, M. Wainwright, M. Jordan, NIPS 2017, section 5) with a geometric
/// spending sequence, which makes one decayed count all its state: level = share of the memory that has passed x (w0 + q x
/// alerts remembered). Several tests within a tick share its level by Benjamini and Hochberg, as in BatchBH (T. Zrnic,
/// D. Jiang, A. Ramdas, M. Jordan, AISTATS 2020). Over a memory the expected number of false alerts is at most w0 + q x
/// alerts when ticks are independent or positively dependent; that ticks close together say the same is used by
/// counting every tick as at least <c>overlapMinutes</c> of the memory.</remarks>
[StructLayout(LayoutKind.Sequential)]
public record struct DecayingFalseDiscovery
{
    /// <summary>Alerts remembered, decayed as of <see cref="LastMinute"/>.</summary>
    public double Alerts { get; private set; }

    /// <summary>Minute of the last tick, since 1970; 0 before the first.</summary>
    public long LastMinute { get; private set; }

    /// <summary>The level of a tick, between 0 and <paramref name="q"/>.</summary>
    /// <param name="minute">Of the tick, not before the last one.</param>
    /// <param name="q">Share of false alerts aimed at.</param>
    /// <param name="memoryMinutes">Mean time that an alert is remembered.</param>
    /// <param name="overlapMinutes">Ticks closer together count as this far apart, at least 1.</param>
    public double Level(long minute, double q, double memoryMinutes, double overlapMinutes)
    {
        double passed = LastMinute == 0 ? 0 : Math.Max(0, minute - LastMinute);
        Alerts *= Math.Exp(-passed / memoryMinutes);
        LastMinute = Math.Max(minute, LastMinute);
        double spent = Math.Min(1, Math.Clamp(passed, overlapMinutes, 60) / memoryMinutes);
        return Math.Min(q, spent * ((q / 2) + (q * Alerts)));
    }

    /// <summary>Notes alerts opened at the last tick.</summary>
    public void Opened(int alerts) => Alerts += alerts;
}
