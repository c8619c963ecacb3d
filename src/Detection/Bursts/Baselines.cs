namespace Houle.Detection.Bursts;

/// <summary>How a key's baseline moves on with time, and what it expects.</summary>
/// <remarks>The windows under test are never in the baseline: a quarter of a day enters it only when it leaves the open day
/// (the guard band). Quarters with a large Anscombe residual enter with less weight (Farrington et al., JRSS A 159
/// (1996) 547-563; threshold 2.58 of Noufaily et al., Statistics in Medicine 32 (2013) 1206-1222).</remarks>
internal sealed class Baselines(CellVolume volume, DispersionTable dispersions, BurstOptions options)
{
    private const double StrangeResidual = 2.58;

    // Counts this far off (5% are, by chance) raise no dispersion while they are under test.
    private const double HeldResidual = 1.645;

    // Counts (over dispersion) by which the last days are held to the whole history.
    private const double RecentPrior = 8;

    // Three days of strangeness in a row are a new level, not a burst.
    private const int StrangeQuartersMax = 12;

    // Once or twice within some weeks (decayed) a burst is no part of a key's noise; what comes oftener is.
    private const float EpisodesExcused = 2;

    // Strange hours further apart are another time: what comes back every day is not one long burst.
    private const int EpisodeGapHours = 6;

    // A burst lasts: no five minutes of its hour hold more of the counts. One loud minute is what noise is made of.
    private const double LargestFive = 1.0 / 3;

    private readonly Decay _decay = volume.Decay;

    // What is left after some hours of a half-life of six; beyond three weeks, nothing that a float would show.
    private static readonly float[] HalvedBySixHours = [.. Enumerable.Range(0, 512).Select(hours => (float)Math.Exp(-hours * (Math.Log(2) / 6)))];

    private static readonly double RecentPerQuarter = Math.Pow(2, -0.25 / 2);

    public RatePrior Prior { get; set; } = RatePrior.Initial;

    /// <summary>Turns the key's windows to a minute, and lets what has closed into its variances and baseline.</summary>
    public void Advance(ref KeyState key, ref KeyWindows windows, int minute)
    {
        int last = key.LastMinute;
        if (minute / 5 == last / 5)
        {
            key.LastMinute = minute;
            return;
        }

        int hour = minute / 60, lastHour = last / 60;
        if (hour != lastHour) CloseHours(ref key, ref windows, lastHour, hour);
        Span<uint> fives = windows.Fives;
        int five = minute / 5, bins = five - (last / 5);
        if (bins >= 24) fives.Clear();
        else
        {
            for (int at = five % 24; bins > 0; bins--)
            {
                fives[at] = 0;
                at = at == 0 ? 23 : at - 1;
            }
        }

        key.LastMinute = minute;
    }

    /// <summary>What the key's history says of its share of the volume.</summary>
    public Expectation Expect(in KeyState key)
    {
        double share = key.Exposure > 0 ? key.Count / key.Exposure : Prior.MeanShare;
        double perHour = share * volume.MeanPerHour;
        int rateClass = DispersionTable.ClassOf(perHour);
        double daily = Dispersion(key, 2, rateClass, perHour, share);
        double shape = (key.Count / daily) + Prior.Shape;
        share = shape / ((key.Exposure / daily) + (Prior.Shape / Prior.MeanShare));

        // The last days count only as far as they say more than chance, and only upwards.
        double recent = ((key.RecentCount / daily) + RecentPrior) / ((key.RecentExposure / daily) + (RecentPrior / share));
        share = Math.Min(0.95, Math.Max(share, recent));
        return new Expectation(share, 1 / shape, rateClass, share * volume.MeanPerHour);
    }

    /// <summary>Keeps in the key what its minutes are tested by, once an hour: what it is made of closes by the hour.</summary>
    /// <remarks>While its open windows are high, dispersions do not rise: a burst whose first hours are taken for noise hides the rest of it.</remarks>
    public void Judge(ref KeyState key, in KeyWindows windows, int minute)
    {
        bool isHeld = key.JudgedHour > 0 && IsHigh(key, windows);
        Expectation expectation = Expect(key);
        key.JudgedHour = minute / 60;
        key.Share = expectation.Share;
        key.RateClass = expectation.RateClass;
        key.Error = (float)expectation.Error;
        for (int length = 0; length < 3; length++)
        {
            float dispersion = (float)Dispersion(key, length, expectation.RateClass, expectation.PerHour, expectation.Share);
            key.Dispersions[length] = isHeld ? Math.Min(dispersion, key.Dispersions[length]) : dispersion;
        }
    }

    /// <summary>Whether the last six hours or the last day hold more than chance puts there, by the last judgement.</summary>
    private bool IsHigh(in KeyState key, in KeyWindows windows) =>
        IsHigh(key, windows.SixHours, Scale.SixHours, key.Dispersions[1]) || IsHigh(key, windows.Day, Scale.Day, key.Dispersions[2]);

    private bool IsHigh(in KeyState key, double count, Scale scale, double dispersion) =>
        count >= options.AdmitCreators && Anscombe(count, key.Share * volume.Volume((int)scale, count, key.Share), dispersion) > HeldResidual;

    /// <summary>Variance / mean of the key's count in a bin: 0 the hour, 1 six hours, 2 the day.</summary>
    public double Dispersion(in KeyState key, int length, int rateClass, double perHour, double share)
    {
        double typical = dispersions.Of(length, rateClass), prior = dispersions.PriorBins(length, rateClass);
        if (key.Expected <= 0) return typical * (1 + (options.DispersionMargin * Math.Sqrt(2 / prior)));
        double own = length switch
        {
            0 => key.Squares1 / key.Expected,
            1 => key.Squares6 / key.Expected,
            _ => key.Squares24 / (4 * key.Expected),
        };
        double left = Math.Max(0.05, 1 - share);
        own /= left * left; // the volume held the key's own counts, which took their part of the difference along
        double hours = length switch { 0 => 1, 1 => 6, _ => 24 }, mean = Math.Max(perHour * hours, 1e-6);
        double bins = _decay.Sum((key.LastMinute - key.BornMinute) / 60 - 30) / (length == 2 ? 12 : hours);
        // A bin tells less of the variance the heavier its tails are: divide by 1 + excess kurtosis / 2.
        bins /= 1 + (3 * (typical - 1) / mean) + (1 / (2 * typical * mean));
        double estimate = ((own * bins) + (typical * prior)) / (bins + prior);
        return Math.Clamp(estimate * (1 + (options.DispersionMargin * Math.Sqrt(2 / (bins + prior)))), DispersionTable.Min, DispersionTable.OwnMax);
    }

    private void CloseHours(ref KeyState key, ref KeyWindows windows, int from, int to)
    {
        Span<uint> hours = windows.Hours;
        Expectation expectation = key.JudgedHour == from
            ? new Expectation(key.Share, key.Error, key.RateClass, key.Share * volume.MeanPerHour)
            : Expect(key);
        double share = expectation.Share;
        bool hasHistory = key.Exposure > 0 && from > key.BornMinute / 60;
        if (hasHistory)
        {
            double expected = share * volume.HourVolume(from), dispersion = dispersions.Of(0, expectation.RateClass);
            int gap = to - 1 - from;
            double left = _decay.OverHours(gap), count = hours[from % 6];
            if (count > Cut(expected, dispersion) && Lasts(windows, key.LastMinute / 5, count)) NoteEpisode(ref key, from);
            double squares = Square(key, count, expected, dispersion, from, out double cubes) * left;
            squares += share * share * volume.HourSquaresBetween(from, to - 1);
            double all = (expected * left) + (share * volume.HoursBetween(from, to - 1));
            dispersions.Add(0, expectation.RateClass, squares, cubes * left, all);
            double past = _decay.OverHours(gap + 1);
            key.Episodes *= (float)past;
            key.Squares1 = (float)((key.Squares1 * past) + squares);
            key.Expected = (float)((key.Expected * past) + all);
        }

        for (int bin = Math.Max(from + 1, to - 5); bin <= to; bin++) hours[bin % 6] = 0;
        float halved = Halved(to - from);
        windows.Plain *= halved;
        windows.Authentic *= halved;
        if (to / 6 != from / 6) CloseQuarters(ref key, ref windows, expectation, from / 6, to / 6);
    }

    private static float Halved(int hours) => hours < HalvedBySixHours.Length ? HalvedBySixHours[hours] : 0;

    private void CloseQuarters(ref KeyState key, ref KeyWindows windows, in Expectation expectation, int from, int to)
    {
        Span<uint> quarters = windows.Quarters;
        double share = expectation.Share;
        int born = key.BornMinute / 360;
        if (key.Exposure > 0)
        {
            CloseSixHours(ref key, quarters, expectation, from, to);
            CloseDays(ref key, quarters, expectation, from, to);
        }

        // Quarters that leave the open day; the one in which the key was admitted is left out, since it was picked for it.
        for (int quarter = Math.Max(from - 3, born + 1); quarter <= Math.Min(from, to - 4); quarter++)
            Learn(ref key, quarters[quarter % 4], volume.QuarterVolume(quarter), share, expectation);
        if (to - 4 > from)
        {
            double left = _decay.OverHours(6 * (to - 4 - from));
            key.Count *= left;
            key.Exposure = (key.Exposure * left) + volume.QuartersBetween(from, to - 4);
            key.StrangeInRow = 0;
            double recentLeft = Math.Pow(RecentPerQuarter, to - 4 - from);
            key.RecentCount *= recentLeft;
            key.RecentExposure = (key.RecentExposure * recentLeft)
                + (volume.QuartersBetween(from, to - 4) / (to - 4 - from) * (1 - recentLeft) / (1 - RecentPerQuarter));
        }

        for (int bin = Math.Max(from + 1, to - 3); bin <= to; bin++) quarters[bin % 4] = 0;
    }

    private void CloseSixHours(ref KeyState key, Span<uint> quarters, in Expectation expectation, int from, int to)
    {
        double share = expectation.Share, expected = share * volume.QuarterVolume(from);
        double left = _decay.OverHours(6 * (to - 1 - from));
        double squares = Square(key, quarters[from % 4], expected, dispersions.Of(1, expectation.RateClass), 6 * from, out double cubes) * left;
        squares += share * share * volume.QuarterSquaresBetween(from, to - 1);
        dispersions.Add(1, expectation.RateClass, squares, cubes * left, (expected * left) + (share * volume.QuartersBetween(from, to - 1)));
        key.Squares6 = (float)((key.Squares6 * _decay.OverHours(6 * (to - from))) + squares);
    }

    private void CloseDays(ref KeyState key, Span<uint> quarters, in Expectation expectation, int from, int to)
    {
        double share = expectation.Share, dispersion = dispersions.Of(2, expectation.RateClass);
        double squares = 0, all = 0, allCubes = 0;
        int partly = Math.Min(to - 1, from + 3);
        for (int quarter = from; quarter <= partly; quarter++)
        {
            double count = 0, expected = share * volume.DayVolume(quarter);
            for (int held = quarter - 3; held <= from; held++) count += quarters[held % 4];
            double left = _decay.OverHours(6 * (to - 1 - quarter));
            squares += Square(key, count, expected, dispersion, 6 * (quarter - 3), out double cubes) * left;
            allCubes += cubes * left;
            all += expected * left;
        }

        squares += share * share * volume.DaySquaresBetween(partly, to - 1);
        all += share * 4 * volume.QuartersBetween(partly, to - 1);
        dispersions.Add(2, expectation.RateClass, squares, allCubes, all);
        key.Squares24 = (float)((key.Squares24 * _decay.OverHours(6 * (to - from))) + squares);
    }

    private void Learn(ref KeyState key, uint count, double exposure, double share, in Expectation expectation)
    {
        double expected = share * exposure, weight = 1;
        if (key.Exposure > 0 && expected > 0)
        {
            double dispersion = Dispersion(key, 1, expectation.RateClass, expectation.PerHour, share) + (expected * expectation.Error);
            double residual = Anscombe(count, expected, dispersion);
            bool isStrange = residual > StrangeResidual;
            key.StrangeInRow = isStrange ? key.StrangeInRow + 1 : 0;
            if (isStrange && key.StrangeInRow <= StrangeQuartersMax)
                weight = StrangeResidual * StrangeResidual / (residual * residual);
        }

        double left = _decay.OverHours(6);
        key.Count = (key.Count * left) + (weight * count);
        key.Exposure = (key.Exposure * left) + (weight * exposure);
        key.RecentCount = (key.RecentCount * RecentPerQuarter) + (weight * count);
        key.RecentExposure = (key.RecentExposure * RecentPerQuarter) + (weight * exposure);
    }

    /// <summary>Squared (and cubed) difference from expectation, of a count that is cut where it would be a burst; of one that is
    /// taken for a burst, what was to be expected.</summary>
    /// <param name="since">First hour of the bin.</param>
    private static double Square(in KeyState key, double count, double expected, double dispersion, int since, out double cube)
    {
        double cut = Cut(expected, dispersion);
        if (count > cut && key.StrangeHour >= since && key.Episodes <= EpisodesExcused)
        {
            cube = expected * dispersion * ((2 * dispersion) - 1);
            return expected * dispersion;
        }

        double difference = Math.Min(count, cut) - expected, square = difference * difference;
        cube = square * difference;
        return square;
    }

    /// <summary>The count from which it would be a burst: its Anscombe residual is 4, or it is far off a small mean.</summary>
    private static double Cut(double expected, double dispersion)
    {
        double root = Math.Cbrt(expected), cut = root * root + (2.67 * Math.Sqrt(dispersion * root));
        return Math.Max(cut * Math.Sqrt(cut), expected + (4 * dispersion) + 1);
    }

    /// <summary>Whether the counts of an hour are spread over it: no five minutes have a third of them.</summary>
    private static bool Lasts(in KeyWindows windows, int lastFive, double count)
    {
        uint largest = 0;
        for (int five = lastFive / 12 * 12; five <= lastFive; five++) largest = Math.Max(largest, windows.Fives[five % 24]);
        return largest <= LargestFive * count;
    }

    private static void NoteEpisode(ref KeyState key, int hour)
    {
        if (hour - key.StrangeHour > EpisodeGapHours) key.Episodes++;
        key.StrangeHour = hour;
    }

    /// <summary>About standard normal under the baseline: 3/2 (y^(2/3) - m^(2/3)) / (m^(1/6) sqrt(dispersion)).</summary>
    private static double Anscombe(double count, double mean, double dispersion)
    {
        double root = Math.Cbrt(count), meanRoot = Math.Cbrt(mean);
        return 1.5 * ((root * root) - (meanRoot * meanRoot)) / Math.Sqrt(meanRoot * dispersion);
    }
}

/// <summary>What a key's history says.</summary>
/// <param name="Share">Expected share of the cell's volume, at most 0.95.</param>
/// <param name="Error">Squared relative error of the share.</param>
/// <param name="RateClass">Row of the dispersion table.</param>
/// <param name="PerHour">Expected count of a mean hour.</param>
internal readonly record struct Expectation(double Share, double Error, int RateClass, double PerHour);
