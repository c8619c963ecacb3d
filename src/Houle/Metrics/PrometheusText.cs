using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Houle.Metrics;

/// <summary>The numbers of one meter in the text format that Prometheus scrapes (version 0.0.4).</summary>
/// <remarks>Ours because OpenTelemetry's exporter of this format has no stable release. Names follow its rules: dots become underscores,
/// seconds are named, counters end in _total.</remarks>
internal sealed class PrometheusText : IDisposable
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    // Series of one meter: a label that grows without end (a topic per request, say) must not take the memory.
    private const int SeriesMax = 10_000;

    private static readonly double[] Bounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, Family> _families = new(StringComparer.Ordinal);
    private readonly MeterListener _listener = new();
    private int _series;

    /// <param name="meter">Name of the meter; listen before it is made, or after.</param>
    public PrometheusText(string meter)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == meter) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.Start();
    }

    public string Scrape()
    {
        lock (_gate)
        {
            foreach (Family family in _families.Values)
            {
                if (family.Type == "gauge") _series -= family.Clear(); // what is not observed now is not so any more
            }
        }

        _listener.RecordObservableInstruments();
        StringBuilder text = new();
        lock (_gate)
        {
            foreach ((string name, Family family) in _families) family.Write(name, text);
        }

        return text.ToString();
    }

    public void Dispose() => _listener.Dispose();

    private void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        string labels = Labels(tags);
        lock (_gate)
        {
            (string name, string type) = NameOf(instrument);
            if (!_families.TryGetValue(name, out Family? family)) _families[name] = family = new Family(type, instrument.Description ?? "");
            if (!family.Has(labels) && _series++ >= SeriesMax) return;
            family.Take(labels, value);
        }
    }

    private static (string Name, string Type) NameOf(Instrument instrument)
    {
        string name = instrument.Name.Replace('.', '_') + (instrument.Unit == "s" ? "_seconds" : "");
        return instrument switch
        {
            Counter<long> or Counter<double> => (name + "_total", "counter"),
            Histogram<long> or Histogram<double> => (name, "histogram"),
            _ => (name, "gauge"),
        };
    }

    private static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        StringBuilder labels = new();
        foreach ((string name, object? value) in tags)
        {
            string text = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
            labels.Append(labels.Length == 0 ? "" : ",").Append(name).Append("=\"")
                .Append(text.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal))
                .Append('"');
        }

        return labels.ToString();
    }

    /// <summary>All series of one name.</summary>
    private sealed class Family(string type, string help)
    {
        private readonly SortedDictionary<string, double[]> _values = new(StringComparer.Ordinal);

        public string Type => type;

        public bool Has(string labels) => _values.ContainsKey(labels);

        public int Clear()
        {
            int count = _values.Count;
            _values.Clear();
            return count;
        }

        /// <summary>A histogram keeps a count a bucket, the last without a bound, and the sum behind them; the others one value.</summary>
        public void Take(string labels, double value)
        {
            if (!_values.TryGetValue(labels, out double[]? known)) _values[labels] = known = new double[type == "histogram" ? Bounds.Length + 2 : 1];
            if (type == "gauge")
            {
                known[0] = value;
            }
            else if (type == "counter")
            {
                known[0] += value;
            }
            else
            {
                int bucket = Array.FindIndex(Bounds, bound => value <= bound);
                known[bucket < 0 ? Bounds.Length : bucket]++;
                known[^1] += value;
            }
        }

        public void Write(string name, StringBuilder to)
        {
            if (_values.Count == 0) return;
            to.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} {type}\n");
            foreach ((string labels, double[] values) in _values)
            {
                if (type == "histogram") WriteBuckets(name, labels, values, to);
                else Line(name, labels, values[0], to);
            }
        }

        private static void WriteBuckets(string name, string labels, double[] values, StringBuilder to)
        {
            string before = labels.Length == 0 ? "" : labels + ",";
            double upTo = 0;
            for (int i = 0; i <= Bounds.Length; i++)
            {
                upTo += values[i];
                string bound = i == Bounds.Length ? "+Inf" : Bounds[i].ToString(CultureInfo.InvariantCulture);
                Line(name + "_bucket", $"{before}le=\"{bound}\"", upTo, to);
            }

            Line(name + "_sum", labels, values[^1], to);
            Line(name + "_count", labels, upTo, to);
        }

        private static void Line(string name, string labels, double value, StringBuilder to)
        {
            to.Append(name);
            if (labels.Length > 0) to.Append('{').Append(labels).Append('}');
            to.Append(CultureInfo.InvariantCulture, $" {value:R}\n");
        }
    }
}
