using System.Globalization;
using Houle.Hosting;

namespace Houle.Terminal;

/// <summary>Lines of text, for pipes and logs: no more than one of progress every few seconds.</summary>
internal sealed class PlainView(TextWriter findings, TextWriter notes, TimeProvider clock) : IProgressView
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private long _last = clock.GetTimestamp();

    public void Progress(IReadOnlyList<IngestShare> shares, long lag)
    {
        if (clock.GetElapsedTime(_last) < Interval) return;
        _last = clock.GetTimestamp();
        string done = string.Join(", ", shares.Select(share =>
            string.Create(CultureInfo.InvariantCulture, $"{share.Name} {share.Share:P0}")));
        notes.WriteLine($"houle: {done}; {lag.ToString("#,0", CultureInfo.InvariantCulture)} records to go");
    }

    public void Finding(string line) => findings.WriteLine(line);

    public void Note(string line) => notes.WriteLine($"houle: {line}");
}
