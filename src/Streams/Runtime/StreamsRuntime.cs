using System.Diagnostics.CodeAnalysis;
using Houle.Streams.Log;
using Houle.Streams.Topology;

namespace Houle.Streams.Runtime;

/// <summary>Runs the topology's tasks on a few threads until it is stopped or one of them fails.</summary>
/// <remarks>A failed thread stops them all: what was not committed is done again after a restart, by whoever restarts. On a
/// shared log each thread is a member of its groups, and a commit that the log aborted only costs the thread its state: it
/// joins again and goes on from the last commit.</remarks>
public sealed class StreamsRuntime : IDisposable
{
    private static readonly TimeSpan WaitMax = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan StandbyPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan RejoinDelay = TimeSpan.FromMilliseconds(200);

    private readonly ILog _log;
    private readonly RuntimeOptions _options;
    private readonly TaskLoop?[] _loops;
    private readonly Func<int, TaskLoop>? _join;
    private readonly Thread[] _threads;
    private readonly StandbyTasks? _standby;
    private readonly StreamTimeBoard _board = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _running;
    private long _processedBefore;
    private Exception? _failure;

    /// <summary>Creates the topics that are missing, restores every task, and is ready to start.</summary>
    public StreamsRuntime(ILog log, TopologyOptions topology, RuntimeOptions options, TimeProvider clock)
    {
        _log = log;
        _options = options;
        foreach (TopicDefinition topic in HouleTopology.Topics(topology)) log.EnsureTopic(topic);
        StreamTimeBoard board = _board;
        IReadOnlyList<IStreamTask> tasks = HouleTopology.Tasks(topology);
        int threads = Math.Min(options.Threads, tasks.Count);
        _loops = new TaskLoop?[threads];
        if (log is ISharedLog shared)
        {
            if (options.Standby)
            {
                _standby = new StandbyTasks(
                    shared.Committed, log, [.. tasks.OfType<IStandbyTask>().Select(task => task.Source)],
                    source => HouleTopology.Task(topology, source), options, clock);
            }

            _join = thread => new TaskLoop(
                shared, options, TransactionalId(options, thread), HouleTopology.Groups(topology),
                source => _standby?.Take(source) ?? HouleTopology.Task(topology, source), board, clock, source => _standby?.GiveBack(source));
        }
        else
        {
            for (int i = 0; i < threads; i++)
            {
                IStreamTask[] mine = [.. tasks.Where((_, number) => number % threads == i)];
                _loops[i] = new TaskLoop(log, options, TransactionalId(options, i), mine, board, clock);
            }
        }

        _threads = [.. _loops.Select((_, i) => new Thread(() => Run(() => RunLoops(i))) { Name = $"streams-{i}", IsBackground = true })];
        if (_standby is not null) _threads = [.. _threads, new Thread(() => Run(StandBy)) { Name = "standby", IsBackground = true }];
    }

    /// <summary>Ends when all threads have: normally after <see cref="Stop"/>, with the exception after a failure.</summary>
    public Task Completion => _done.Task;

    /// <summary>Records read by all tasks, internal topics included.</summary>
    public long RecordsProcessed => Volatile.Read(ref _processedBefore) + _loops.Sum(loop => loop?.RecordsProcessed ?? 0);

    /// <summary>Partitions that this process works on now.</summary>
    public IReadOnlyList<TopicPartition> Partitions => [.. _loops.SelectMany(loop => loop?.Partitions ?? [])];

    /// <summary>How far the source partitions that this process works on have come.</summary>
    public IReadOnlyList<StreamTimeBoard.Place> StreamTimes => _board.Places;

    public void Start()
    {
        _running = _threads.Length;
        foreach (Thread thread in _threads) thread.Start();
    }

    /// <summary>Lets every thread commit what it has and end.</summary>
    public void Stop() => _stop.Cancel();

    public void Dispose()
    {
        Stop();
        foreach (Thread thread in _threads)
        {
            if (thread.IsAlive) thread.Join();
        }

        _stop.Dispose();
    }

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "Handed on by Completion.")]
    private void Run(Action work)
    {
        try
        {
            work();
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Stopped while it waited for records: everything was committed before.
        }
        catch (Exception e)
        {
            Interlocked.CompareExchange(ref _failure, e, null);
            _stop.Cancel();
        }
        finally
        {
            if (Interlocked.Decrement(ref _running) == 0) End();
        }
    }

    private void RunLoops(int thread)
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                using TaskLoop loop = _loops[thread] ??= _join!(thread);
                Run(loop);
            }
            catch (LogException e) when (_join is not null && e is CommitAbortedException or LogUnavailableException)
            {
                _options.Restarted?.Invoke(e);
                Interlocked.Add(ref _processedBefore, _loops[thread]?.RecordsProcessed ?? 0);
                _loops[thread] = null;
                _stop.Token.WaitHandle.WaitOne(RejoinDelay);
            }
        }
    }

    /// <summary>A broker that is away costs the copies nothing: they wait.</summary>
    private void StandBy()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                if (!_standby!.Step()) _stop.Token.WaitHandle.WaitOne(StandbyPause);
            }
            catch (LogException e) when (e is CommitAbortedException or LogUnavailableException)
            {
                _options.Restarted?.Invoke(e);
                _stop.Token.WaitHandle.WaitOne(RejoinDelay);
            }
        }
    }

    private void Run(TaskLoop loop)
    {
        while (!_stop.IsCancellationRequested)
        {
            long seen = _log.Version;
            if (!loop.Step()) _log.WaitForCommit(seen, WaitMax, _stop.Token);
        }

        loop.Commit();
    }

    private static string TransactionalId(RuntimeOptions options, int thread) => $"{options.Name}-streams-{options.Instance}{thread}";

    private void End()
    {
        if (_failure is null) _done.SetResult();
        else _done.SetException(_failure);
    }
}
