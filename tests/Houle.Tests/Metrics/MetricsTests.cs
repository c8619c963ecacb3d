using System.Diagnostics.Metrics;
using Houle.Events;
using Houle.Metrics;
using Houle.Streams.Log;
using Houle.Streams.Runtime;

namespace Houle.Tests.Metrics;

[CollectionDefinition(nameof(MetricsTests), DisableParallelization = true)] // a listener hears every meter of its name in the process
[Collection(nameof(MetricsTests))]
public sealed class MetricsTests
{
    [Fact]
    public void Counters_gauges_and_histograms_are_written_in_the_form_that_Prometheus_reads()
    {
        string name = $"test-{Guid.NewGuid():N}";
        using PrometheusText text = new(name);
        using Meter meter = new(name);
        Counter<long> counter = meter.CreateCounter<long>("a.reads", "{record}", "What was read.");
        counter.Add(2, new KeyValuePair<string, object?>("topic", "x"));
        counter.Add(3, new KeyValuePair<string, object?>("topic", "x"));
        counter.Add(1, new KeyValuePair<string, object?>("topic", "a \"b\" \\ \n"));
        Histogram<double> histogram = meter.CreateHistogram<double>("a.time", "s", "How long.");
        histogram.Record(0.004);
        histogram.Record(0.3);
        histogram.Record(60);
        double seen = 1.5;
        meter.CreateObservableGauge("a.lag", () => seen, "s", "How far behind.");

        text.Scrape().ShouldBe(
            """
            # HELP a_lag_seconds How far behind.
            # TYPE a_lag_seconds gauge
            a_lag_seconds 1.5
            # HELP a_reads_total What was read.
            # TYPE a_reads_total counter
            a_reads_total{topic="a \"b\" \\ \n"} 1
            a_reads_total{topic="x"} 5
            # HELP a_time_seconds How long.
            # TYPE a_time_seconds histogram
            a_time_seconds_bucket{le="0.005"} 1
            a_time_seconds_bucket{le="0.01"} 1
            a_time_seconds_bucket{le="0.025"} 1
            a_time_seconds_bucket{le="0.05"} 1
            a_time_seconds_bucket{le="0.1"} 1
            a_time_seconds_bucket{le="0.25"} 1
            a_time_seconds_bucket{le="0.5"} 2
            a_time_seconds_bucket{le="1"} 2
            a_time_seconds_bucket{le="2.5"} 2
            a_time_seconds_bucket{le="5"} 2
            a_time_seconds_bucket{le="10"} 2
            a_time_seconds_bucket{le="+Inf"} 3
            a_time_seconds_sum 60.304
            a_time_seconds_count 3

            """.ReplaceLineEndings("\n"));
        seen = 2;
        text.Scrape().ShouldContain("a_lag_seconds 2\n");
    }

    [Fact]
    public void Committed_accounts_and_dead_letters_are_counted_by_stream_and_outcome()
    {
        using PrometheusText text = new(HouleMetrics.MeterName);
        StreamTimeBoard board = new();
        board.Add("houle.social", 0).Post(1_000_000_000_000, hasMore: false);
        board.Add("houle.social", 1).Post(1_000_000_007_000, hasMore: false);
        board.Add("houle.sales", 0); // nothing has come: it has no time, and no lag
        using HouleMetrics metrics = new(
            () => [new TopicLag("observe", "houle.social", 7)], () => board.Places, new At(1_000_000_010_000));
        CommitBatch batch = new();
        new Accounting { Stream = Events.Stream.Social, Source = "s"u8, ReadValue = 10, Accepted = 6, Late = 1, Duplicates = 2, DeadLettered = 1, Other = 1 }
            .WriteSingleObject(batch.Begin(new TopicPartition("houle.accounting", 0), 1, default));
        batch.End();
        new DeadLetter { Stream = Events.Stream.FootTraffic, Reason = "malformed"u8, Detail = "d"u8, Source = "s"u8 }
            .WriteSingleObject(batch.Begin(new TopicPartition("houle.dead-letters", 0), 1, default));
        batch.End();
        batch.Append(new TopicPartition("houle.activity", 0), 1, default, [1, 2, 3]);

        metrics.Committed(batch, 12, TimeSpan.FromMilliseconds(40));
        string scraped = text.Scrape();
        foreach (string line in (string[])[
            "houle_records_total 12", "houle_events_total{stream=\"social\",outcome=\"on_time\"} 5", "houle_events_total{stream=\"social\",outcome=\"late\"} 1",
            "houle_events_total{stream=\"social\",outcome=\"duplicate\"} 2", "houle_events_total{stream=\"social\",outcome=\"dead_letter\"} 1",
            "houle_events_total{stream=\"social\",outcome=\"other\"} 1", "houle_dead_letters_total{stream=\"foot_traffic\",reason=\"malformed\"} 1",
            "houle_commit_duration_seconds_count 1", "houle_commit_duration_seconds_bucket{le=\"0.05\"} 1",
            "houle_consumer_lag{group=\"observe\",topic=\"houle.social\"} 7", "houle_watermark_lag_seconds{topic=\"houle.social\"} 10",
        ]) scraped.ShouldContain(line + "\n");
        scraped.ShouldNotContain("houle.sales");
    }

    private sealed class At(long unixMs) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(unixMs);
    }
}
