using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Houle.Faults.Network;

/// <summary>A network between a program and its server that a test can stall and cut: it forwards TCP connections, at a bounded rate.</summary>
/// <remarks>A stalled direction keeps what was sent and loses nothing, as a network does that drops packets until they are sent again;
/// a cut resets the connections there are, and refuses new ones until it is healed.</remarks>
internal sealed class TcpProxy : IAsyncDisposable
{
    private const int ChunkBytes = 16 << 10;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _to;
    private readonly ConcurrentDictionary<int, (Socket Client, Socket Server)> _connections = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Gate _requests = new(), _answers = new();
    private readonly Task _accepting;
    private volatile bool _refuses;
    private volatile int _bytesPerMs;
    private int _last;

    /// <param name="to">The server's port on this machine.</param>
    /// <param name="bytesPerSecond">What one direction of one connection carries.</param>
    public TcpProxy(int to, int bytesPerSecond)
    {
        _to = to;
        _bytesPerMs = bytesPerSecond / 1000;
        _listener.Start();
        _accepting = Accept();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>From now on it carries as much as comes.</summary>
    public void Widen() => _bytesPerMs = int.MaxValue;

    /// <summary>Holds back what the program sends, what it is answered, or both, until <see cref="Heal"/>.</summary>
    public void Stall(bool requests, bool answers)
    {
        if (requests) _requests.Close();
        if (answers) _answers.Close();
    }

    /// <summary>Resets every connection; until <see cref="Heal"/> new ones are reset as soon as they come.</summary>
    public void Cut()
    {
        _refuses = true;
        foreach (int connection in _connections.Keys) Reset(connection);
    }

    public void Heal()
    {
        _refuses = false;
        _requests.Open();
        _answers.Open();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Cut();
        Heal();
        _stop.Dispose();
    }

    private async Task Accept()
    {
        while (!_stop.IsCancellationRequested)
        {
            Socket client = await _listener.AcceptSocketAsync(_stop.Token);
            var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            client.NoDelay = true;
            int connection = ++_last;
            _connections[connection] = (client, server);
            _ = Serve(connection, client, server);
        }
    }

    private async Task Serve(int connection, Socket client, Socket server)
    {
        try
        {
            if (_refuses) return;
            await server.ConnectAsync(IPAddress.Loopback, _to);
            await Task.WhenAny(Pump(client, server, _requests), Pump(server, client, _answers));
        }
        catch (SocketException)
        {
            // The server is away: so is the connection to it.
        }
        finally
        {
            Reset(connection);
        }
    }

    private async Task Pump(Socket from, Socket to, Gate gate)
    {
        byte[] chunk = new byte[ChunkBytes];
        try
        {
            while (await from.ReceiveAsync(chunk) is > 0 and int length)
            {
                await gate.Passage;
                await to.SendAsync(chunk.AsMemory(0, length));
                if (length == ChunkBytes) await Task.Delay(length / _bytesPerMs);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // One side has gone, or was cut off.
        }
    }

    private void Reset(int connection)
    {
        if (!_connections.TryRemove(connection, out (Socket Client, Socket Server) ends)) return;
        foreach (Socket end in (Socket[])[ends.Client, ends.Server])
        {
            end.LingerState = new LingerOption(enable: true, 0); // closing sends a reset
            end.Dispose();
        }
    }

    /// <summary>Lets all through, or nobody.</summary>
    private sealed class Gate
    {
        private TaskCompletionSource _passage = Opened();

        public Task Passage => Volatile.Read(ref _passage).Task;

        public void Close()
        {
            if (Passage.IsCompleted) Volatile.Write(ref _passage, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        public void Open() => Volatile.Read(ref _passage).TrySetResult();

        private static TaskCompletionSource Opened()
        {
            TaskCompletionSource passage = new();
            passage.SetResult();
            return passage;
        }
    }
}
