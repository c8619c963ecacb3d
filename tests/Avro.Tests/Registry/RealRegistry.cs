using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Houle.Avro.Registry;

namespace Houle.Avro.Tests.Registry;

/// <summary>The schema registry of ../shared, in memory, on a free port; tests skip when it is not there.</summary>
public sealed class RealRegistry : IAsyncLifetime
{
    private static readonly TimeSpan ReadyWithin = TimeSpan.FromSeconds(90); // 5 s on a quiet machine
    private Process? _process;
    private Uri? _url;
    private string _absent = "";

    /// <summary>A client of it; skips the test when there is no registry to be had.</summary>
    public SchemaRegistryClient Connect() => new(Options, TimeProvider.System);

    public RegistryOptions Options
    {
        get
        {
            if (_url is null) Assert.Skip(_absent);
            return new RegistryOptions(_url);
        }
    }

    public async ValueTask InitializeAsync()
    {
        string start = Path.Combine(Checkout.SharedFolder, "schema-registry", "start");
        if (!File.Exists(start))
        {
            _absent = $"../shared is absent: no {start}";
            return;
        }

        int port = FreePort();
        var info = new ProcessStartInfo(start, [port.ToString()]) { RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            _process = Process.Start(info)!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            _absent = $"the schema registry does not start: {e.Message}";
            return;
        }

        _process.OutputDataReceived += (_, _) => { }; // its log must not fill the pipe
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        var url = new Uri($"http://127.0.0.1:{port}/apis/ccompat/v7");
        if (await IsReady(url)) _url = url;
        else _absent = _process.HasExited ? "the schema registry does not start: is Java 17 there?" : $"the schema registry was not ready within {ReadyWithin}";
    }

    public ValueTask DisposeAsync()
    {
        if (_process is null) return ValueTask.CompletedTask;
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended already.
        }

        _process.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>A port that was free a moment ago: nobody listens there.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task<bool> IsReady(Uri url)
    {
        using var http = new HttpClient();
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < ReadyWithin && !_process!.HasExited; await Task.Delay(100))
        {
            try
            {
                using HttpResponseMessage answer = await http.GetAsync($"{url}/subjects");
                if (answer.IsSuccessStatusCode) return true;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
        }

        return false;
    }
}
