using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Houle.Sinks.Alerts.Channels;
using Houle.Sinks.Alerts.Messages;

namespace Houle.Sinks.Tests.Alerts;

/// <summary>The channel against a real server that fails in every way.</summary>
public sealed class HttpChannelTests
{
    private static readonly byte[] Secret = Encoding.ASCII.GetBytes("a secret of some length");

    [Fact]
    public async Task Message_arrives_signed_with_its_key()
    {
        await using var receiver = new HttpReceiver(_ => new Reaction.Answer(200));
        using HttpChannel channel = Channel(receiver.Url);

        (await SendAsync(channel)).ShouldBe(SendResult.Delivered);

        Received request = receiver.Requests.Single();
        request.Key.ShouldBe("key-1");
        request.Headers["Content-Type"].ShouldBe("application/json; charset=utf-8");
        WebhookSignature.Verify(Secret, request.Headers[WebhookSignature.Header], request.Body, DateTimeOffset.UtcNow, TimeSpan.FromMinutes(5)).ShouldBeTrue();
        JsonNode.Parse(request.Text)!["alerts"]![0]!["id"]!.GetValue<string>().ShouldBe("alert-1");
    }

    [Theory]
    [InlineData(200, SendOutcome.Delivered)]
    [InlineData(204, SendOutcome.Delivered)]
    [InlineData(302, SendOutcome.Refused)]
    [InlineData(400, SendOutcome.Refused)]
    [InlineData(401, SendOutcome.Refused)]
    [InlineData(404, SendOutcome.Refused)]
    [InlineData(408, SendOutcome.Retry)]
    [InlineData(410, SendOutcome.Refused)]
    [InlineData(425, SendOutcome.Retry)]
    [InlineData(429, SendOutcome.Retry)]
    [InlineData(500, SendOutcome.Retry)]
    [InlineData(502, SendOutcome.Retry)]
    [InlineData(503, SendOutcome.Retry)]
    public async Task Status_decides(int status, SendOutcome expected)
    {
        await using var receiver = new HttpReceiver(_ => new Reaction.Answer(status, status == 204 ? "" : "said so", "Location: http://127.0.0.1:1/\r\n"));
        using HttpChannel channel = Channel(receiver.Url);

        SendResult result = await SendAsync(channel);

        result.Outcome.ShouldBe(expected);
        if (expected != SendOutcome.Delivered) result.Reason.ShouldStartWith($"127.0.0.1 answered {status} (said so)");
    }

    [Theory]
    [InlineData("Retry-After: 7\r\n", 7)]
    [InlineData("Retry-After: 999999\r\n", 3600)] // bounded
    [InlineData("Retry-After: Mon, 01 Jan 2001 00:00:00 GMT\r\n", 0)]
    [InlineData("Retry-After: soon\r\n", null)]
    [InlineData("", null)]
    public async Task Retry_after_is_passed_on(string header, int? seconds)
    {
        await using var receiver = new HttpReceiver(_ => new Reaction.Answer(429, "", header));
        using HttpChannel channel = Channel(receiver.Url);

        (await SendAsync(channel)).RetryAfter.ShouldBe(seconds is { } s ? TimeSpan.FromSeconds(s) : null);
    }

    [Fact]
    public async Task Retry_after_may_be_a_date()
    {
        string date = DateTimeOffset.UtcNow.AddMinutes(2).ToString("R", System.Globalization.CultureInfo.InvariantCulture);
        await using var receiver = new HttpReceiver(_ => new Reaction.Answer(503, "", $"Retry-After: {date}\r\n"));
        using HttpChannel channel = Channel(receiver.Url);

        (await SendAsync(channel)).RetryAfter!.Value.TotalSeconds.ShouldBeInRange(60, 121);
    }

    [Fact]
    public async Task Silence_hangup_and_closed_port_may_be_tried_again()
    {
        await using var silent = new HttpReceiver(_ => new Reaction.Silence());
        using HttpChannel one = Channel(silent.Url, timeoutMs: 200);
        SendResult result = await SendAsync(one);
        result.ShouldBe(SendResult.Retry("127.0.0.1 did not answer within 0.2 s"));

        await using var rude = new HttpReceiver(_ => new Reaction.Hangup());
        using HttpChannel two = Channel(rude.Url);
        (await SendAsync(two)).Outcome.ShouldBe(SendOutcome.Retry);

        using HttpChannel three = Channel(new Uri($"http://127.0.0.1:{ClosedPort()}/"));
        SendResult closed = await SendAsync(three);
        closed.Outcome.ShouldBe(SendOutcome.Retry);
        closed.Reason.ShouldStartWith("127.0.0.1 cannot be reached: ");
    }

    [Fact]
    public async Task Server_with_a_wrong_certificate_gets_nothing()
    {
        using var certificate = HttpReceiver.SelfSigned("localhost");
        await using var receiver = new HttpReceiver(_ => new Reaction.Answer(200), certificate);
        using HttpChannel channel = Channel(receiver.Url);

        SendResult result = await SendAsync(channel);

        result.Outcome.ShouldBe(SendOutcome.Retry);
        result.Reason.ShouldStartWith("127.0.0.1 has no valid certificate: ");
        receiver.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Reason_never_holds_the_url_which_is_a_secret()
    {
        await using var receiver = new HttpReceiver(_ => new Reaction.Answer(500, ""));
        using HttpChannel channel = Channel(new Uri(receiver.Url, "/services/T0/B0/topsecret"));
        (await SendAsync(channel)).Reason.ShouldNotContain("topsecret");
    }

    [Fact]
    public async Task Teams_says_in_a_200_that_it_failed()
    {
        await using var receiver = new HttpReceiver(_ => new Reaction.Answer(200, "Webhook message delivery failed with error: HTTP 429"));
        using var channel = new HttpChannel(receiver.Url, TeamsFormat.Instance, null, TimeSpan.FromSeconds(20), TimeProvider.System);
        (await SendAsync(channel)).Outcome.ShouldBe(SendOutcome.Retry);
        receiver.Requests.Single().Headers.ContainsKey(WebhookSignature.Header).ShouldBeFalse();
    }

    [Fact]
    public async Task Cancellation_is_no_result()
    {
        await using var silent = new HttpReceiver(_ => new Reaction.Silence());
        using HttpChannel channel = Channel(silent.Url);
        using var cancel = new CancellationTokenSource(100);
        await Should.ThrowAsync<OperationCanceledException>(() => channel.SendAsync(Message(), cancel.Token));
    }

    internal static int ClosedPort()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        return port;
    }

    private static HttpChannel Channel(Uri url, int timeoutMs = 20_000) =>
        new(url, WebhookFormat.Instance, Secret, TimeSpan.FromMilliseconds(timeoutMs), TimeProvider.System);

    private static AlertMessage Message() => new("key-1", "liege", [SomeAlert.Of(1)], new MessageStyle());

    private static Task<SendResult> SendAsync(HttpChannel channel) => channel.SendAsync(Message(), CancellationToken.None);
}
