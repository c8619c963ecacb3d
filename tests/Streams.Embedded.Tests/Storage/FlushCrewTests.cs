using Houle.Streams.Embedded.Storage;

namespace Houle.Streams.Embedded.Tests.Storage;

public sealed class FlushCrewTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(8)]
    public void Every_flush_runs_once_before_the_call_returns_round_after_round(int atOnceMax)
    {
        using FlushCrew crew = new(atOnceMax);
        for (int round = 0; round < 500; round++)
        {
            int[] runs = new int[round % 20];
            crew.Run([.. Enumerable.Range(0, runs.Length).Select(i => (Action)(() => Interlocked.Increment(ref runs[i])))]);
            runs.ShouldAllBe(count => count == 1);
        }
    }

    [Fact]
    public void Flush_that_fails_is_thrown_when_the_others_are_done()
    {
        using FlushCrew crew = new(atOnceMax: 8);
        int done = 0;
        Action[] flushes = [.. Enumerable.Range(0, 10).Select(i => (Action)(() =>
        {
            if (i == 3) throw new IOException("Input/output error");
            Interlocked.Increment(ref done);
        }))];
        Should.Throw<IOException>(() => crew.Run(flushes)).Message.ShouldBe("Input/output error");
        done.ShouldBe(9);
        crew.Run([() => done++]);
        done.ShouldBe(10);
    }

    [Fact]
    public void Flushes_run_at_the_same_time()
    {
        using FlushCrew crew = new(atOnceMax: 8);
        using Barrier all = new(4);
        crew.Run([.. Enumerable.Repeat(() => all.SignalAndWait(TimeSpan.FromSeconds(30)).ShouldBeTrue(), 4)]);
    }
}
