using System.Globalization;

namespace Houle.Commands.Demo;

/// <summary>Lines of text, for pipes and logs: no more than one of progress every few seconds.</summary>
internal sealed class PlainView(TextWriter findings, TextWriter notes, TimeProvider clock) : IDemoView
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private long _last = clock.GetTimestamp();

    public void Progress(WorkerReport report)
    {
        if (clock.GetElapsedTime(_last) < Interval) return;
        _last = clock.GetTimestamp();
        string feeds = string.Join(", ", report.Feeds.Select(feed =>
            string.Create(CultureInfo.InvariantCulture, $"{feed.Name} {feed.Share:P0}")));
        notes.WriteLine($"houle: {feeds}; {report.Lag.ToString("#,0", CultureInfo.InvariantCulture)} records to go");
    }

    public void Finding(string line) => findings.WriteLine(line);

    public void Note(string line) => notes.WriteLine($"houle: {line}");
}
