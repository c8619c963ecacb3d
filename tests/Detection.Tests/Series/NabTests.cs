using Houle.Bench.DetectionData;
using Houle.Detection.Series;

namespace Houle.Detection.Tests.Series;

/// <summary>The committed parameters on the Numenta Anomaly Benchmark's 31 files in ../shared/data/nab, standard profile.</summary>
public sealed class NabTests
{
    [Fact]
    public void Alerts_score_above_the_best_published_on_these_files()
    {
        NabFile[] files = NabFile.LoadAll(Checkout.Shared("nab"));
        NabPoints all = default, tweets = default;
        foreach (NabFile file in files)
        {
            var detector = new SpikeDetector();
            bool[] alerts = Array.ConvertAll(file.Values, value => detector.Next(value).Alert);
            NabPoints points = file.Score(row => alerts[row]);
            all += points;
            if (file.Folder == "realTweets") tweets += points;
        }

        // 78.15 is ARTime's, 86.06 CAD OSE's.
        all.Score.ShouldBeGreaterThan(78.15);
        tweets.Score.ShouldBeGreaterThan(86.06);
    }

    [Fact]
    public void No_alert_scores_nothing_and_the_first_row_of_every_window_a_hundred()
    {
        NabPoints none = default, perfect = default;
        foreach (NabFile file in NabFile.LoadAll(Checkout.Shared("nab")))
        {
            none += file.Score(_ => false);
            perfect += file.Score(row => file.WindowOf(row) >= 0 && (row == 0 || file.WindowOf(row - 1) != file.WindowOf(row)));
        }

        none.Score.ShouldBe(0, 1e-9);
        perfect.Score.ShouldBe(100, 1e-9);
    }
}
