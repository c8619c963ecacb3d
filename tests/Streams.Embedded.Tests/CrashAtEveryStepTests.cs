using Houle.Streams.Log;
using Houle.Streams.Tests.Log.Contract;

namespace Houle.Streams.Embedded.Tests;

/// <summary>The folder as it stands at each step of each commit, opened as after a crash: all of the commit or nothing.</summary>
/// <remarks>tests/Faults does the same with real processes and SIGKILL; here every step of every commit gets its turn.</remarks>
public sealed class CrashAtEveryStepTests : IDisposable
{
    private readonly LogFolder _folder = new();
    private readonly TemporaryFolder _copies = new();
    private readonly List<(string Step, int Acknowledged, string Copy)> _crashes = [];
    private int _acknowledged;
    private bool _armed;

    public void Dispose()
    {
        _folder.Dispose();
        _copies.Dispose();
    }

    private void Copy(string step)
    {
        if (!_armed) return;
        string copy = Path.Combine(_copies.Path, $"{_crashes.Count}");
        foreach (string from in Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories))
        {
            string name = Path.GetRelativePath(_folder.Path, from);
            if (name is "lock" or "owner") continue;
            string to = Path.Combine(copy, name);
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(from, to);
        }
        _crashes.Add((step, _acknowledged, copy));
    }

    private EmbeddedLog OpenCopy(string copy) => EmbeddedLog.Open(copy, new ManualTime());

    private void CommitTwenty()
    {
        using EmbeddedLog log = _folder.Open(new EmbeddedLogOptions { SegmentBytes = 300, Step = Copy });
        using ILogProducer producer = log.OpenProducer("p");
        _armed = true;
        for (int n = 0; n < 20; n++)
        {
            CommitBatch batch = LogFolder.BatchOf(LogFolder.T0, $"{n}", $"{n}");
            batch.Append(LogFolder.T1, 1, "key"u8, new byte[n * 20]);
            batch.SetPosition("g", LogFolder.T0, new GroupPosition(n, n));
            producer.Commit(batch);
            _acknowledged = n + 1;
        }
    }

    [Fact]
    public void Crash_at_any_step_leaves_the_acknowledged_commits_and_the_one_in_flight_whole_or_not_at_all()
    {
        CommitTwenty();
        _crashes.Count.ShouldBe(20 * LogSteps.OfCommit.Count);
        foreach ((string step, int acknowledged, string copy) in _crashes)
        {
            using EmbeddedLog log = OpenCopy(copy);
            int expected = step == LogSteps.AfterCommit ? acknowledged + 1 : acknowledged;
            LogFolder.ValuesOf(log, LogFolder.T0).ShouldBe(
                Enumerable.Range(0, expected).SelectMany(n => new[] { $"{n}", $"{n}" }), $"{step}, {acknowledged} acknowledged");
            LogFolder.ValuesOf(log, LogFolder.T1).Count.ShouldBe(expected);
            log.Position("g", LogFolder.T0)?.Next.ShouldBe(expected - 1);
            using ILogProducer producer = log.OpenProducer("p");
            producer.Commit(LogFolder.BatchOf(LogFolder.T0, "after the crash"));
            LogFolder.ValuesOf(log, LogFolder.T0)[^1].ShouldBe("after the crash");
        }
    }

    /// <summary>Power fails before fdatasync: of what was appended the disk may hold nothing, a part, or noise.</summary>
    [Fact]
    public void Bytes_appended_but_not_committed_may_be_lost_or_noise()
    {
        CommitTwenty();
        Random random = new(11);
        foreach ((string step, int acknowledged, string copy) in _crashes.Where(crash => crash.Step == LogSteps.AfterAppend))
        {
            Dictionary<string, long> committed = [];
            using (EmbeddedLog _ = OpenCopy(copy))
            {
                // Opening cuts each file back to what is committed: these are the lengths to keep.
                foreach (string path in Directory.EnumerateFiles(Path.Combine(copy, "topics", "t"), "*.log"))
                    committed[path] = new FileInfo(path).Length;
            }
            foreach ((string path, long length) in committed)
            {
                using FileStream file = new(path, FileMode.Open);
                file.Position = length;
                byte[] noise = new byte[random.Next(100)];
                random.NextBytes(noise);
                file.Write(noise);
            }
            using EmbeddedLog log = OpenCopy(copy);
            LogFolder.ValuesOf(log, LogFolder.T0).Count.ShouldBe(acknowledged * 2, step);
        }
    }

    [Fact]
    public void Crash_between_forgetting_and_deleting_segments_leaves_no_files_behind()
    {
        using (EmbeddedLog log = _folder.Open(new EmbeddedLogOptions { SegmentBytes = 300, Step = Copy }))
        {
            using ILogProducer producer = log.OpenProducer("p");
            for (int n = 0; n < 40; n++) producer.Commit(LogFolder.BatchOf(LogFolder.T0, $"{n:D60}"));
            CommitBatch trim = new();
            trim.TrimBefore(LogFolder.T0, 30);
            producer.Commit(trim);
            _armed = true;
            log.EnforceRetention();
        }
        string copy = _crashes.ShouldHaveSingleItem().Copy;
        string[] before = Directory.GetFiles(Path.Combine(copy, "topics", "t"));
        using EmbeddedLog opened = OpenCopy(copy);
        OffsetRange range = opened.Range(LogFolder.T0);
        range.Start.ShouldBeInRange(25, 30);
        range.End.ShouldBe(40);
        Directory.GetFiles(Path.Combine(copy, "topics", "t")).Length.ShouldBeLessThan(before.Length / 2);
    }
}
