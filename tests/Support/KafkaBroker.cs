using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Houle.Tests.Support;

/// <summary>A real Apache Kafka for tests: started on first use on free ports in a temporary folder, ended by its process id.</summary>
/// <remarks>From ../shared/kafka or the folder named by HOULE_KAFKA_HOME. HOULE_KAFKA_BOOTSTRAP names a running one instead.
/// Tests are skipped, with the reason, where there is neither.</remarks>
public sealed class KafkaBroker : IDisposable
{
    private static readonly TimeSpan StartBound = TimeSpan.FromSeconds(90);

    private readonly Lock _gate = new();
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"houle-kafka-{Guid.NewGuid():N}");
    private readonly int _port = FreePort(), _controllerPort = FreePort();
    private Process? _process;

    /// <summary>More lines of the broker's configuration.</summary>
    public string Extra { get; init; } = "";

    /// <summary>More of its environment: what makes it one of several (KAFKA_NODE_ID, KAFKA_VOTERS, KAFKA_REPLICAS).</summary>
    public IDictionary<string, string> Variables { get; } = new Dictionary<string, string>();

    public int ControllerPort => _controllerPort;

    /// <summary>HOST:PORT, whether it runs or not.</summary>
    public string Address => $"127.0.0.1:{_port}";

    /// <summary>More listeners of its own, each with the port by which clients are told to come back: that of a proxy.</summary>
    public IReadOnlyList<(int Port, int AdvertisedPort)> Listeners { get; init; } = [];

    /// <summary>HOST:PORT of the running broker; starts it, or skips the test.</summary>
    public string Bootstrap
    {
        get
        {
            if (Environment.GetEnvironmentVariable("HOULE_KAFKA_BOOTSTRAP") is { Length: > 0 } own) return own;
            Assert.SkipWhen(Home is null, "no Kafka here: set HOULE_KAFKA_BOOTSTRAP, or HOULE_KAFKA_HOME to a folder with start");
            lock (_gate)
            {
                if (_process is null) Start();
            }

            return Address;
        }
    }

    /// <summary>The folder with start and tool; null where there is none.</summary>
    public static string? Home
    {
        get
        {
            string home = Environment.GetEnvironmentVariable("HOULE_KAFKA_HOME") is { Length: > 0 } given
                ? given
                : Path.Combine(Checkout.SharedFolder, "kafka");
            return File.Exists(Path.Combine(home, "start")) ? home : null;
        }
    }

    /// <summary>SIGKILL, as when the machine goes away; <see cref="Start"/> brings it back with its data.</summary>
    public void Kill()
    {
        lock (_gate)
        {
            if (_process is null) return;
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
            _process.Dispose();
            _process = null;
        }
    }

    /// <summary>Starts it on the same ports and folder, and returns when it is ready.</summary>
    public void Start()
    {
        var start = new ProcessStartInfo("bash", [Path.Combine(Home!, "start"), _folder, $"{_port}", $"{_controllerPort}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["KAFKA_EXTRA"] = Extra + ListenerSettings();
        foreach ((string name, string value) in Variables) start.Environment[name] = value;
        start.Environment["KAFKA_OPTS"] = "-Xms256m -Xmx512m -XX:+UseSerialGC -XX:TieredStopAtLevel=1";
        Process process = Process.Start(start)!;
        using var ready = new ManualResetEventSlim();
        var tail = new Queue<string>();
        void Keep(string? line)
        {
            if (line is null) return;
            lock (tail)
            {
                tail.Enqueue(line);
                if (tail.Count > 20) tail.Dequeue();
            }

            if (line.Contains("Kafka Server started", StringComparison.Ordinal)) ready.Set();
        }

        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _process = process;
        if (ready.Wait(StartBound)) return;
        Kill();
        lock (tail) throw new InvalidOperationException($"Kafka was not ready within {StartBound}: {string.Join(" | ", tail)}");
    }

    public void Dispose()
    {
        Kill();
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }

    /// <summary>The broker itself and the test go by PLAINTEXT, whatever befalls the others.</summary>
    private string ListenerSettings()
    {
        if (Listeners.Count == 0) return "";
        string all = string.Concat(Listeners.Select((listener, i) => $",CLIENT{i}://127.0.0.1:{listener.Port}"));
        string advertised = string.Concat(Listeners.Select((listener, i) => $",CLIENT{i}://127.0.0.1:{listener.AdvertisedPort}"));
        string protocols = string.Concat(Listeners.Select((_, i) => $",CLIENT{i}:PLAINTEXT"));
        return $"""

            listeners=PLAINTEXT://127.0.0.1:{_port},CONTROLLER://127.0.0.1:{_controllerPort}{all}
            advertised.listeners=PLAINTEXT://127.0.0.1:{_port}{advertised}
            listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT{protocols}
            """;
    }

    public static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
