using System.Runtime.InteropServices;

namespace Houle.Detection.Bursts;

/// <summary>The life of one burst: a state of 56 bytes that goes on by reports.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct Trend
{
    private const int FreshMinutes = 30;

    public int OpenedMinute { get; private set; }

    /// <summary>The last minute at which the last six hours supported it.</summary>
    public int SupportedMinute { get; private set; }

    public int ClosedMinute { get; private set; }

    public int HeightMinute { get; private set; }

    /// <summary>Largest excess over expectation within an hour so far.</summary>
    public double Height { get; private set; }

    /// <summary>Largest lower bound of the rate ratio so far.</summary>
    public double RatioLow { get; private set; }

    /// <summary>q-value at opening.</summary>
    public double OpenedQ { get; private set; }

    public TrendPhase Phase { get; private set; }

    public readonly bool IsOpen => OpenedMinute != 0 && Phase != TrendPhase.Over;

    /// <summary>Whether a new alert may open: never opened, cooled down, or twice as high as before.</summary>
    public readonly bool MayOpen(int minute, in BurstReport report, SelectorOptions options)
    {
        if (IsOpen) return false;
        return OpenedMinute == 0 || minute - ClosedMinute >= options.CooldownMinutes || Excess(report) >= 2 * Height;
    }

    public static Trend Open(int minute, in BurstReport report, double q) => new()
    {
        OpenedMinute = minute,
        SupportedMinute = minute,
        HeightMinute = minute,
        Height = Excess(report),
        RatioLow = report.RatioLow,
        OpenedQ = q,
        Phase = TrendPhase.Emerging,
    };

    /// <summary>Goes on by the report of a later tick.</summary>
    public void Update(int minute, in BurstReport report, SelectorOptions options)
    {
        double excess = Excess(report);
        RatioLow = Math.Max(RatioLow, report.RatioLow);
        if (excess > Height)
        {
            Height = excess;
            HeightMinute = minute;
        }

        double support = 1;
        for (Scale scale = Scale.FiveMinutes; scale < Scale.Day; scale++) support = Math.Min(support, report.Windows[(int)scale].P);
        if (support <= options.SupportP) SupportedMinute = minute;
        Turn(minute, excess, options);
    }

    /// <summary>Goes on at a tick without a report.</summary>
    public void Update(int minute, SelectorOptions options) => Turn(minute, 0, options);

    private void Turn(int minute, double excess, SelectorOptions options)
    {
        if (minute - SupportedMinute >= options.QuietMinutes)
        {
            Phase = TrendPhase.Over;
            ClosedMinute = minute;
        }
        else if (minute - OpenedMinute < FreshMinutes) Phase = TrendPhase.Emerging;
        else if (minute - HeightMinute < FreshMinutes) Phase = TrendPhase.Rising;
        else if (excess < 0.7 * Height || (Phase == TrendPhase.Fading && excess < 0.85 * Height)) Phase = TrendPhase.Fading;
        else Phase = TrendPhase.Peak;
    }

    private static double Excess(in BurstReport report) => report.Windows[(int)Scale.Hour].Count - report.Windows[(int)Scale.Hour].Expected;
}
