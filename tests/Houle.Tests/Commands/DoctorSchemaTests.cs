using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Houle.Tests.Support;

namespace Houle.Tests.Commands;

/// <summary>Doctor against a registry of one answer a path.</summary>
public sealed class DoctorSchemaTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Doctor_says_that_published_schemas_are_read()
    {
        ShellResult result = await Cli.Run("doctor", "--data", _folder.File("nowhere"));
        result.Output.ShouldMatch("ok    schemas: today's schemas read all [0-9]+ that were ever published\n");
        result.Output.ShouldNotContain("registry");
    }

    [Fact]
    public async Task Doctor_names_what_a_registered_version_conflicts_in()
    {
        const string progress = """{"type": "record", "name": "Progress", "namespace": "houle", "fields": [{"name": "stream_time", "type": "double"}]}""";
        using var registry = new HttpListener();
        string url = Listen(registry);
        Task serving = Serve(registry, new Dictionary<string, string>
        {
            ["/subjects"] = """["houle.social-houle.Progress", "somebody-value"]""",
            ["/subjects/houle.social-houle.Progress/versions"] = "[1]",
            ["/subjects/houle.social-houle.Progress/versions/1"] =
                $$"""{"subject": "houle.social-houle.Progress", "id": 1, "version": 1, "schema": {{JsonSerializer.Serialize(progress)}}}""",
        });
        string config = _folder.Write("houle.yaml", $"registry: {url}\n");

        ShellResult result = await Cli.Run("doctor", "--config", config, "--data", _folder.File("nowhere"));

        registry.Stop();
        await serving;
        result.ExitCode.ShouldBe(1, result.ToString());
        result.Output.ShouldContain("ok    registry: ");
        result.Output.ShouldContain(
            "FAIL  registered schemas: houle.social-houle.Progress version 1: Progress.stream_time: double was written, long is expected; ");
    }

    [Fact]
    public async Task Doctor_says_when_the_registry_is_down()
    {
        using var registry = new HttpListener();
        string url = Listen(registry);
        registry.Stop();
        string config = _folder.Write("houle.yaml", $"registry: {{url: '{url}', timeout_ms: 500}}\n");

        ShellResult result = await Cli.Run("doctor", "--config", config, "--data", _folder.File("nowhere"));

        result.ExitCode.ShouldBe(3);
        result.Output.ShouldContain("DOWN  registry: the schema registry " + url);
        result.Output.ShouldContain("tried 3 times; start it, or correct registry.url");
    }

    private static string Listen(HttpListener registry)
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        string url = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}";
        probe.Stop();
        registry.Prefixes.Add(url + "/");
        registry.Start();
        return url;
    }

    private static async Task Serve(HttpListener registry, Dictionary<string, string> answers)
    {
        try
        {
            while (true)
            {
                HttpListenerContext context = await registry.GetContextAsync();
                bool known = answers.TryGetValue(context.Request.Url!.AbsolutePath, out string? answer);
                context.Response.StatusCode = known ? 200 : 404;
                context.Response.Close(Encoding.UTF8.GetBytes(answer ?? "{}"), willBlock: true);
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // Stopped.
        }
    }
}
