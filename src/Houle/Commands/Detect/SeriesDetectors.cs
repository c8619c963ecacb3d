using Houle.CommandLine;
using Houle.Detection.Series;
using Houle.Detection.Textbook;
using Houle.Detection.Textbook.Iid;
using Houle.Detection.Textbook.SpectralResidual;
using Houle.Detection.Textbook.Ssa;

namespace Houle.Commands.Detect;

/// <summary>Parameters of the textbook detectors; the spike detector has none.</summary>
/// <param name="Confidence">In percent.</param>
/// <param name="HistoryPoints">Points that a new one is compared with.</param>
/// <param name="TrainingPoints">SSA: points to learn from, without a verdict.</param>
/// <param name="SeasonPoints">SSA: longest pattern.</param>
internal sealed record SeriesSettings(double Confidence, int HistoryPoints, int TrainingPoints, int SeasonPoints);

/// <summary>The detectors of <c>houle detect series</c> by name.</summary>
internal static class SeriesDetectors
{
    public static IReadOnlyList<string> Names { get; } =
        ["spike", "iid-spike", "iid-change-point", "ssa-spike", "ssa-change-point", "spectral-residual"];

    public static SeriesRule Create(string name, SeriesSettings settings)
    {
        Check("--history", settings.HistoryPoints, 1, 1_000_000);
        Check("--training", settings.TrainingPoints, 5, 1_000_000);
        Check("--season", settings.SeasonPoints, 2, 2_000);
        try
        {
            return name switch
            {
                "spike" => Spike(new SpikeDetector()),
                "iid-spike" => IidSpike(new IidSpikeDetector(settings.Confidence, settings.HistoryPoints)),
                "iid-change-point" => IidChangePoint(new IidChangePointDetector(settings.Confidence, settings.HistoryPoints)),
                "ssa-spike" => Ssa(settings, IsSpike: true),
                "ssa-change-point" => Ssa(settings, IsSpike: false),
                "spectral-residual" => SpectralResidual(new SrCnnDetector()),
                _ => throw CommandException.Usage($"there is no detector '{name}'; there are {string.Join(", ", Names)}"),
            };
        }
        catch (ArgumentException e)
        {
            throw CommandException.Usage(e.Message.ReplaceLineEndings(" "));
        }
    }

    private static void Check(string option, int value, int least, int most)
    {
        if (value < least || value > most) throw CommandException.Usage($"{option} is {value}; it must be {least} to {most}");
    }

    private static SeriesRule Spike(SpikeDetector detector) => value =>
    {
        SpikeVerdict verdict = detector.Next(value);
        return (verdict.Score, verdict.Alert);
    };

    private static SeriesRule IidSpike(IidSpikeDetector detector) => value => Of(detector.Next(value));

    private static SeriesRule IidChangePoint(IidChangePointDetector detector) => value => Of(detector.Next(value));

    private static SeriesRule SpectralResidual(SrCnnDetector detector) => value =>
    {
        (bool alert, double score, _) = detector.Next(value);
        return (score, alert);
    };

    private static SeriesRule Ssa(SeriesSettings settings, bool IsSpike)
    {
        if (settings.SeasonPoints < 2 || settings.TrainingPoints <= 2 * settings.SeasonPoints)
        {
            throw CommandException.Usage(
                $"--training is {settings.TrainingPoints}; it must be more than twice --season, which is {settings.SeasonPoints} and at least 2");
        }

        var training = new List<double>();
        SeriesRule? rule = null;
        return value =>
        {
            if (rule is not null) return rule(value);
            if (SeriesValues.IsUsable(value)) training.Add(value);
            if (training.Count == settings.TrainingPoints) rule = Fitted([.. training], settings, IsSpike);
            return (0, false);
        };
    }

    private static SeriesRule Fitted(double[] training, SeriesSettings settings, bool IsSpike)
    {
        if (IsSpike)
        {
            var spike = new SsaSpikeDetector(training, settings.Confidence, settings.HistoryPoints, settings.SeasonPoints);
            return value => Of(spike.Next(value));
        }

        var change = new SsaChangePointDetector(training, settings.Confidence, settings.HistoryPoints, settings.SeasonPoints);
        return value => Of(change.Next(value));
    }

    // Two-sided p is at most 0.5.
    private static (double, bool) Of(SpikePrediction one) => (1 - 2 * one.PValue, one.Alert);

    private static (double, bool) Of(ChangePointPrediction one) => (1 - 2 * one.PValue, one.Alert);
}
