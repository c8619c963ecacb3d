using System.Diagnostics.CodeAnalysis;
using Houle.Streams.Log;
using Houle.Streams.Topology;

namespace Houle.Streams.Runtime;

/// <summary>Runs the topology's tasks on a few threads until it is stopped or one of them fails.</summary>
/// <remarks>A failed thread stops them all: what was not committed is done again after a restart, by whoever restarts.</remarks>
public sealed class StreamsRuntime : IDisposable
{
    private static readonly TimeSpan WaitMax = TimeSpan.FromMilliseconds(100);

    private readonly ILog _log;
    private readonly TaskLoop[] _loops;
    private readonly Thread[] _threads;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _running;
    private Exception? _failure;

    /// <summary>Creates the topics that are missing, restores every task, and is ready to start.</summary>
    public StreamsRuntime(ILog log, TopologyOptions topology, RuntimeOptions options, TimeProvider clock)
    {
        _log = log;
        foreach (TopicDefinition topic in HouleTopology.Topics(topology)) log.EnsureTopic(topic);
        StreamTimeBoard board = new();
        IReadOnlyList<IStreamTask> tasks = HouleTopology.Tasks(topology);
        int threads = Math.Min(options.Threads, tasks.Count);
        _loops = new TaskLoop[threads];
        for (int i = 0; i < threads; i++)
        {
            IStreamTask[] mine = [.. tasks.Where((_, number) => number % threads == i)];
            _loops[i] = new TaskLoop(log, options, $"{options.Name}-streams-{i}", mine, board, clock);
        }

        _threads = [.. _loops.Select((loop, i) => new Thread(() => Run(loop)) { Name = $"streams-{i}", IsBackground = true })];
    }

    /// <summary>Ends when all threads have: normally after <see cref="Stop"/>, with the exception after a failure.</summary>
    public Task Completion => _done.Task;

    /// <summary>Records read by all tasks, internal topics included.</summary>
    public long RecordsProcessed => _loops.Sum(loop => loop.RecordsProcessed);

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
    private void Run(TaskLoop loop)
    {
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                long seen = _log.Version;
                if (!loop.Step()) _log.WaitForCommit(seen, WaitMax, _stop.Token);
            }

            loop.Commit();
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

    private void End()
    {
        if (_failure is null) _done.SetResult();
        else _done.SetException(_failure);
    }
}
