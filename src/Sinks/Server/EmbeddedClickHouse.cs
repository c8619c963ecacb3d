using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Houle.Sinks.Client;
using Microsoft.Extensions.Logging;

namespace Houle.Sinks.Server;

/// <summary>A ClickHouse server in a child process, kept running until disposed: started again when it dies or hangs.</summary>
/// <remarks>The address stays the same over restarts. The child ends when this process does, however that ends. It listens
/// on loopback only, and has no password: whoever may run programs on the machine may query it.</remarks>
public sealed partial class EmbeddedClickHouse : IAsyncDisposable
{
    private const int MissedChecksMax = 3;
    private static readonly TimeSpan FirstBackoff = TimeSpan.FromMilliseconds(100), LongestBackoff = TimeSpan.FromSeconds(10);

    private readonly EmbeddedClickHouseOptions _options;
    private readonly string _libChdb;
    private readonly ILogger _logger;
    private readonly ClickHouseClient _probe;
    private readonly CancellationTokenSource _stop = new();
    private ServerProcess _process;
    private Task _supervision = Task.CompletedTask;
    private int _restarts;

    private EmbeddedClickHouse(
        EmbeddedClickHouseOptions options, string libChdb, ILogger logger, ClickHouseClient probe, ServerProcess process)
    {
        (_options, _libChdb, _logger, _probe, _process) = (options, libChdb, logger, probe, process);
        Endpoint = probe.Endpoint with { Database = "houle" };
    }

    public ClickHouseEndpoint Endpoint { get; }

    /// <summary>Process id of the server that runs now.</summary>
    public int ProcessId => Volatile.Read(ref _process).Id;

    /// <summary>How often it was started again.</summary>
    public int Restarts => Volatile.Read(ref _restarts);

    /// <summary>Starts the server; returns when it answers queries.</summary>
    /// <exception cref="EmbeddedClickHouseException">The port or the folder is in use, libchdb is missing, or it failed.</exception>
    public static async Task<EmbeddedClickHouse> StartAsync(
        EmbeddedClickHouseOptions options, ILogger logger, CancellationToken cancel = default)
    {
        options = options with { Folder = Path.GetFullPath(options.Folder) };
        string libChdb = LibChdb.FindOrFetch(options.LibChdb);
        long deadline = Environment.TickCount64 + (long)options.StartTimeout.TotalMilliseconds;
        long folderDeadline = Environment.TickCount64 + (long)options.FolderTimeout.TotalMilliseconds;
        while (true)
        {
            int port = options.Port == 0 ? FreePort() : options.Port;
            var probe = new ClickHouseClient(
                new ClickHouseEndpoint(new Uri($"http://127.0.0.1:{port}/"), "default"),
                TimeSpan.FromSeconds(10));
            if (options.Port != 0) await WaitForPortAsync(probe.Endpoint, options, folderDeadline, cancel).ConfigureAwait(false);
            var process = ServerProcess.Start(options, libChdb, port);
            if (await AnswersAsync(process, probe, options.Folder, deadline, cancel).ConfigureAwait(false))
            {
                var server = new EmbeddedClickHouse(options, libChdb, logger, probe, process);
                server._supervision = Task.Run(server.SuperviseAsync, CancellationToken.None);
                return server;
            }

            bool mayRetry = await DiscardAsync(process, options, folderDeadline, cancel).ConfigureAwait(false);
            probe.Dispose();
            if (!mayRetry) throw Failure(process, options, port);
            await Task.Delay(FirstBackoff, cancel).ConfigureAwait(false);
        }
    }

    /// <summary>Ends the server cleanly, or kills it when that takes longer than <see cref="EmbeddedClickHouseOptions.StopTimeout"/>.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested) return;
        await _stop.CancelAsync().ConfigureAwait(false);
        await _supervision.ConfigureAwait(false);
        // The server's clean end waits for open connections, so ours go first.
        _probe.Dispose();
        if (!await _process.StopAsync(_options.StopTimeout).ConfigureAwait(false))
            LogKilled((long)_options.StopTimeout.TotalMilliseconds);
        _process.Dispose();
        _stop.Dispose();
    }

    private async Task SuperviseAsync()
    {
        TimeSpan backoff = FirstBackoff;
        while (true)
        {
            if (!await RunsUntilDeathAsync().ConfigureAwait(false)) return;
            LogDied(_process.LastWords);
            while (true)
            {
                try
                {
                    await Task.Delay(backoff, _stop.Token).ConfigureAwait(false);
                    if (await RestartAsync().ConfigureAwait(false)) break;
                }
                catch (OperationCanceledException)
                {
                    return;
                }

                backoff = backoff * 2 < LongestBackoff ? backoff * 2 : LongestBackoff;
            }

            backoff = FirstBackoff;
            LogRestarted(Interlocked.Increment(ref _restarts));
        }
    }

    /// <summary>Watches the process; a hung one is killed.</summary>
    /// <returns>True when it is dead; false when we are to stop.</returns>
    private async Task<bool> RunsUntilDeathAsync()
    {
        try
        {
            Task ended = _process.Ended(_stop.Token);
            for (int missed = 0; missed < MissedChecksMax;)
            {
                Task check = Task.Delay(_options.HealthInterval, _stop.Token);
                if (await Task.WhenAny(ended, check).ConfigureAwait(false) == ended)
                {
                    await ended.ConfigureAwait(false);
                    return true;
                }

                await check.ConfigureAwait(false);
                missed = await IsOursAsync(_probe, _options.Folder, _stop.Token).ConfigureAwait(false) ? 0 : missed + 1;
            }

            LogHung(MissedChecksMax);
            _process.Kill();
            await ended.ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task<bool> RestartAsync()
    {
        _process.Dispose();
        Volatile.Write(ref _process, ServerProcess.Start(_options, _libChdb, Endpoint.Address.Port));
        long deadline = Environment.TickCount64 + (long)_options.StartTimeout.TotalMilliseconds;
        if (await AnswersAsync(_process, _probe, _options.Folder, deadline, _stop.Token).ConfigureAwait(false)) return true;
        if (!_process.HasEnded) _process.Kill();
        await _process.Ended(_stop.Token).ConfigureAwait(false);
        return false;
    }

    private static async Task<bool> AnswersAsync(
        ServerProcess process, ClickHouseClient probe, string folder, long deadline, CancellationToken cancel)
    {
        while (!process.HasEnded && Environment.TickCount64 < deadline)
        {
            if (await IsOursAsync(probe, folder, cancel).ConfigureAwait(false)) return true;
            await Task.Delay(20, cancel).ConfigureAwait(false);
        }

        return false;
    }

    /// <summary>Whether a server answers, and is the one of our folder: another may listen on a port that ours wanted.</summary>
    private static async Task<bool> IsOursAsync(ClickHouseClient probe, string folder, CancellationToken cancel)
    {
        try
        {
            string path = await probe.QueryTextAsync(
                "SELECT path FROM system.disks WHERE name = 'default'", "TabSeparatedRaw", cancel).ConfigureAwait(false);
            return path.TrimEnd('\n') == Path.Combine(folder, "data") + "/";
        }
        catch (Exception e) when (e is HttpRequestException or IOException or ClickHouseException or ResponseTooLargeException
                                      || (e is TaskCanceledException { InnerException: TimeoutException }))
        {
            return false;
        }
    }

    /// <summary>Ends a start that failed.</summary>
    /// <returns>Whether trying again can help: an earlier server of the folder is still ending, or a chosen port was taken.</returns>
    private static async Task<bool> DiscardAsync(
        ServerProcess process, EmbeddedClickHouseOptions options, long folderDeadline, CancellationToken cancel)
    {
        bool isLate = !process.HasEnded;
        if (isLate) process.Kill();
        await process.Ended(cancel).ConfigureAwait(false);
        return !isLate && ((process.IsFolderInUse && Environment.TickCount64 < folderDeadline)
                           || (process.IsPortInUse && options.Port == 0));
    }

    private static EmbeddedClickHouseException Failure(ServerProcess process, EmbeddedClickHouseOptions options, int port)
    {
        string message = process switch
        {
            { IsFolderInUse: true } => FolderInUse(options),
            { IsPortInUse: true } => PortInUse(port),
            { LastWords: { Length: > 0 } words } => $"ClickHouse did not start in {options.Folder}: {words}",
            _ => $"ClickHouse did not answer within {options.StartTimeout.TotalSeconds} s; see {options.Folder}/server.log",
        };
        process.Dispose();
        return new EmbeddedClickHouseException(message);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Waits only for the server of the same folder that a killed parent left behind and that is just ending.</summary>
    private static async Task WaitForPortAsync(
        ClickHouseEndpoint endpoint, EmbeddedClickHouseOptions options, long folderDeadline, CancellationToken cancel)
    {
        using var neighbour = new ClickHouseClient(endpoint, TimeSpan.FromSeconds(1));
        while (IsTaken(options.Port))
        {
            bool isOurs = await IsOursAsync(neighbour, options.Folder, cancel).ConfigureAwait(false);
            if (isOurs && Environment.TickCount64 >= folderDeadline) throw new EmbeddedClickHouseException(FolderInUse(options));
            if (!isOurs && IsTaken(options.Port)) throw new EmbeddedClickHouseException(PortInUse(options.Port));
            await Task.Delay(FirstBackoff, cancel).ConfigureAwait(false);
        }
    }

    private static bool IsTaken(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return false;
        }
        catch (SocketException)
        {
            return true;
        }
    }

    private static string PortInUse(int port) => string.Create(
        CultureInfo.InvariantCulture, $"port {port} of 127.0.0.1 is in use; choose another for ClickHouse, or 0 for a free one");

    private static string FolderInUse(EmbeddedClickHouseOptions options) =>
        $"another ClickHouse runs in {options.Folder}; end it, or choose another folder";

    [LoggerMessage(Level = LogLevel.Warning, Message = "ClickHouse ended unexpectedly and is started again: {LastWords}")]
    private partial void LogDied(string lastWords);

    [LoggerMessage(Level = LogLevel.Information, Message = "ClickHouse runs again (restart {Restarts})")]
    private partial void LogRestarted(int restarts);

    [LoggerMessage(Level = LogLevel.Warning, Message = "ClickHouse missed {Checks} health checks in a row; its process is killed")]
    private partial void LogHung(int checks);

    [LoggerMessage(Level = LogLevel.Warning, Message = "ClickHouse did not end within {TimeoutMs} ms and was killed")]
    private partial void LogKilled(long timeoutMs);
}
