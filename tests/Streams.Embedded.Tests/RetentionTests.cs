using System.Text;
using Houle.Streams.Log;

namespace Houle.Streams.Embedded.Tests;

public sealed class RetentionTests : IDisposable
{
    private readonly LogFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>While segments vanish, a reader gets the records it asked for, or is told that they are gone.</summary>
    [Fact]
    public async Task Reader_beside_retention_gets_records_or_is_told_they_are_gone()
    {
        using EmbeddedLog log = _folder.Open(new EmbeddedLogOptions { SegmentBytes = 500 });
        log.EnsureTopic(new TopicDefinition("t", 3, RetentionBytes: 2000));
        using CancellationTokenSource done = new();
        Task reading = Task.Run(() =>
        {
            Random random = new(3);
            RecordBatch into = new(recordsMax: 3);
            while (!done.IsCancellationRequested)
            {
                OffsetRange range = log.Range(LogFolder.T0);
                if (range.Count == 0) continue;
                long offset = random.NextInt64(range.Start, range.End);
                try
                {
                    log.Read(LogFolder.T0, offset, into).ShouldBeGreaterThan(0);
                    Encoding.UTF8.GetString(into[0].Value).ShouldBe($"{offset:D50}");
                }
                catch (OffsetOutOfRangeException)
                {
                    log.Range(LogFolder.T0).Start.ShouldBeGreaterThan(offset);
                }
            }
        });
        using ILogProducer producer = log.OpenProducer("p");
        for (int n = 0; n < 400; n++)
        {
            producer.Commit(LogFolder.BatchOf(LogFolder.T0, $"{n:D50}"));
            if (n % 5 == 0) log.EnforceRetention();
        }
        await done.CancelAsync();
        await reading.WaitAsync(TimeSpan.FromSeconds(30));
        log.Range(LogFolder.T0).Start.ShouldBeGreaterThan(300);
        _folder.SegmentFiles.Count.ShouldBeLessThan(15);
    }
}
