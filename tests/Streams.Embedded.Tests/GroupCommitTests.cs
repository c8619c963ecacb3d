using Houle.Streams.Log;

namespace Houle.Streams.Embedded.Tests;

public sealed class GroupCommitTests : IDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    private readonly LogFolder _folder = new();
    private readonly ManualResetEventSlim _go = new();
    private int _transactions;

    public void Dispose()
    {
        _folder.Dispose();
        _go.Dispose();
    }

    /// <summary>Holds the commit thread before each append until <see cref="_go"/>.</summary>
    private void Step(string step)
    {
        if (step == LogSteps.BeforeAppend) _go.Wait(Bound);
        if (step == LogSteps.InTransaction) _transactions++;
    }

    [Fact]
    public async Task Batches_that_wait_are_committed_by_one_transaction()
    {
        using EmbeddedLog log = _folder.Open(new EmbeddedLogOptions { Step = Step });
        ILogProducer[] producers = [.. Enumerable.Range(0, 10).Select(i => log.OpenProducer($"p{i}"))];
        Task[] commits = [.. producers.Select(producer =>
            Task.Factory.StartNew(() => producer.Commit(LogFolder.BatchOf(LogFolder.T0, "x")), TaskCreationOptions.LongRunning))];
        int bytesOfOne = LogFolder.BatchOf(LogFolder.T0, "x").Buffer.Length;
        SpinWait.SpinUntil(() => log.Load.Bytes == 10 * bytesOfOne, Bound).ShouldBeTrue(); // the first are held at the step
        _go.Set();
        await Task.WhenAll(commits).WaitAsync(Bound);
        _transactions.ShouldBeLessThanOrEqualTo(2);
        log.Range(LogFolder.T0).End.ShouldBe(10);
    }

    [Fact]
    public async Task Commit_blocks_while_more_bytes_wait_than_the_bound()
    {
        using EmbeddedLog log = _folder.Open(new EmbeddedLogOptions { Step = Step, PendingBytesMax = 2500 });
        ILogProducer[] producers = [.. Enumerable.Range(0, 6).Select(i => log.OpenProducer($"p{i}"))];
        Task[] commits = [.. producers.Select(producer => Task.Factory.StartNew(
            () => producer.Commit(LogFolder.BatchOf(LogFolder.T0, new string('x', 1000))), TaskCreationOptions.LongRunning))];
        SpinWait.SpinUntil(() => log.Load.Blocked >= 1, Bound).ShouldBeTrue();
        log.Load.Bytes.ShouldBeLessThanOrEqualTo(2500);
        _go.Set();
        await Task.WhenAll(commits).WaitAsync(Bound);
        log.Range(LogFolder.T0).End.ShouldBe(6);
    }

    [Fact]
    public void Batch_larger_than_the_bound_goes_alone()
    {
        using EmbeddedLog log = _folder.Open(new EmbeddedLogOptions { PendingBytesMax = 10 });
        using ILogProducer producer = log.OpenProducer("p");
        producer.Commit(LogFolder.BatchOf(LogFolder.T0, new string('x', 1000)));
        log.Range(LogFolder.T0).End.ShouldBe(1);
    }

    [Fact]
    public async Task Refused_batch_leaves_the_others_of_its_group_alone()
    {
        using EmbeddedLog log = _folder.Open(new EmbeddedLogOptions { Step = Step, RecordBytesMax = 100 });
        ILogProducer[] producers = [.. Enumerable.Range(0, 4).Select(i => log.OpenProducer($"p{i}"))];
        Task first = Task.Run(() => producers[0].Commit(LogFolder.BatchOf(LogFolder.T0, "held")));
        Task good = Task.Run(() => producers[1].Commit(LogFolder.BatchOf(LogFolder.T0, "good")));
        Task unknown = Task.Run(() => producers[2].Commit(LogFolder.BatchOf(new TopicPartition("nope", 0), "x")));
        Task large = Task.Run(() => producers[3].Commit(LogFolder.BatchOf(LogFolder.T0, new string('x', 101))));
        _go.Set();
        await Task.WhenAll(first, good).WaitAsync(Bound);
        await Should.ThrowAsync<UnknownTopicException>(unknown.WaitAsync(Bound));
        await Should.ThrowAsync<RecordTooLargeException>(large.WaitAsync(Bound));
        log.Range(LogFolder.T0).End.ShouldBe(2);
    }

    [Fact]
    public async Task Closing_commits_what_still_waits()
    {
        EmbeddedLog log = _folder.Open(new EmbeddedLogOptions { Step = Step });
        ILogProducer producer = log.OpenProducer("p");
        Task commit = Task.Run(() => producer.Commit(LogFolder.BatchOf(LogFolder.T0, "x")));
        SpinWait.SpinUntil(() => log.Load.Bytes > 0, Bound).ShouldBeTrue();
        Task closing = Task.Run(log.Dispose);
        _go.Set();
        await Task.WhenAll(commit, closing).WaitAsync(Bound);
        using EmbeddedLog next = _folder.Open();
        next.Range(LogFolder.T0).End.ShouldBe(1);
    }
}
