using System.Globalization;
using System.Text.Json.Nodes;

namespace Houle.Bench.DetectionData;

/// <summary>One labelled series of the Numenta Anomaly Benchmark: what an alert at each row is worth.</summary>
/// <remarks>The rules of NAB 1.1, as ../shared/tools/nab_score.py has them (Lavin and Ahmad 2015, arXiv:1510.03336).</remarks>
internal sealed class NabFile
{
    private const double FalseAlarmWeight = 0.11;
    private readonly double[] _worth;
    private readonly int[] _window;

    private NabFile(string name, string[] times, double[] values, IEnumerable<(string Left, string Right)> windows)
    {
        (Name, Times, Values) = (name, times, values);
        Probation = Math.Min((int)(0.15 * values.Length), 750);
        _worth = new double[values.Length];
        _window = new int[values.Length];
        Array.Fill(_worth, -1);
        Array.Fill(_window, -1);
        // A repeated time stamp means its first row.
        (int Left, int Right)[] spans =
            [.. windows.Select(w => (Array.IndexOf(times, w.Left), Array.IndexOf(times, w.Right))).Order()];
        Windows = spans.Length;
        for (int w = 0; w < spans.Length; w++) Fill(w, spans[w].Left, spans[w].Right, w + 1 < spans.Length ? spans[w + 1].Left : values.Length);
    }

    public string Name { get; }

    public string Folder => Name[..Name.IndexOf('/', StringComparison.Ordinal)];

    public string[] Times { get; }

    public double[] Values { get; }

    public int Windows { get; }

    /// <summary>Rows at the start that are never scored.</summary>
    public int Probation { get; }

    /// <summary>Window of a row, or -1.</summary>
    public int WindowOf(int row) => _window[row];

    /// <summary>Points of the standard profile: hits in [0, 1] a window, -1 a missed one, -0.11 at most a false alarm.</summary>
    public NabPoints Score(Func<int, bool> isAlert)
    {
        Span<double> best = stackalloc double[Windows];
        double falseWorth = 0;
        int falseAlarms = 0;
        for (int row = Probation; row < Values.Length; row++)
        {
            if (!isAlert(row)) continue;
            if (_window[row] is >= 0 and int window) best[window] = Math.Max(best[window], _worth[row]);
            else
            {
                falseWorth += _worth[row];
                falseAlarms++;
            }
        }

        double raw = FalseAlarmWeight * falseWorth;
        int hits = 0;
        foreach (double worth in best)
        {
            raw += worth > 0 ? worth : -1;
            if (worth > 0) hits++;
        }

        return new NabPoints(raw, Windows, hits, falseAlarms);
    }

    /// <summary>All files of ../shared/data/nab.</summary>
    public static NabFile[] LoadAll(string folder)
    {
        JsonObject labels = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "labels", "combined_windows.json")))!.AsObject();
        return [.. labels.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => Load(folder, label.Key, label.Value!.AsArray()))];
    }

    private static NabFile Load(string folder, string name, JsonArray windows)
    {
        string[][] rows = [.. File.ReadLines(Path.Combine(folder, "data", name)).Skip(1).Where(line => line.Length > 0).Select(line => line.Split(','))];
        return new NabFile(
            name, [.. rows.Select(row => row[0])], [.. rows.Select(row => double.Parse(row[1], CultureInfo.InvariantCulture))],
            windows.Select(pair => (Time(pair![0]!), Time(pair[1]!))));
    }

    /// <summary>Labels have microseconds, rows have not.</summary>
    private static string Time(JsonNode label) => label.GetValue<string>().Split('.')[0];

    private void Fill(int window, int left, int right, int stop)
    {
        if (left < 0 || right < left) throw new InvalidDataException($"{Name}: window {window} is not on the rows' time stamps");
        double width = right - left + 1, first = Shape(-1);
        for (int row = left; row <= right; row++)
        {
            _worth[row] = Shape(-(right - row + 1) / width) / first;
            _window[row] = window;
        }

        for (int row = right + 1; row < stop; row++) _worth[row] = width > 1 ? Shape((row - right) / (width - 1)) : -1;
    }

    private static double Shape(double y) => y > 3 ? -1 : 2 / (1 + Math.Exp(5 * y)) - 1;
}
