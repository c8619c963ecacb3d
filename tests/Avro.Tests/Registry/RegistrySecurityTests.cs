using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Houle.Avro.Registry;

namespace Houle.Avro.Tests.Registry;

/// <summary>Credentials go where they belong and nowhere else; certificates are checked.</summary>
public sealed class RegistrySecurityTests
{
    [Theory]
    [InlineData(false, "Basic YWxpY2U6czNjcjN0")]
    [InlineData(true, "Bearer s3cr3t")]
    public async Task Credentials_are_sent_and_never_told(bool isToken, string header)
    {
        string? sent = null;
        StandIn registry = new StandIn().Answer(request =>
        {
            sent = request.Headers.Authorization?.ToString();
            return new HttpResponseMessage(HttpStatusCode.Unauthorized) { Content = new StringContent($$"""{"message": "no {{sent}} s3cr3t"}""") };
        });
        RegistryCredentials credentials = isToken ? RegistryCredentials.Bearer("s3cr3t") : RegistryCredentials.Basic("alice", "s3cr3t");
        RegistryOptions? options = null;
        using SchemaRegistryClient client = registry.Connect(given => options = given with { Credentials = credentials });

        RegistryException error = await Should.ThrowAsync<RegistryException>(async () => await client.GetAsync(1));

        sent.ShouldBe(header);
        error.Failure.ShouldBe(RegistryFailure.Denied);
        foreach (string told in new[] { error.ToString(), client.ToString(), credentials.ToString(), options!.ToString() })
        {
            told.ShouldNotContain("s3cr3t");
            told.ShouldNotContain("YWxpY2U6czNjcjN0");
        }
    }

    [Theory]
    [InlineData("http://alice:s3cr3t@registry.test")]
    [InlineData("http://registry.test/?token=s3cr3t")]
    public void Secret_in_the_address_is_refused_without_telling_it(string url) =>
        Should.Throw<ArgumentException>(() => new RegistryOptions(new Uri(url))).Message.ShouldNotContain("s3cr3t");

    [Fact]
    public void Credentials_that_would_break_a_header_are_refused()
    {
        Should.Throw<ArgumentException>(() => RegistryCredentials.Bearer("a\r\nb")).Message.ShouldNotContain("a\r\nb");
        Should.Throw<ArgumentException>(() => RegistryCredentials.Basic("a:b", ""));
    }

    [Fact]
    public async Task Certificate_is_trusted_only_by_who_says_so()
    {
        using X509Certificate2 certificate = SelfSigned();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var url = new Uri($"https://localhost:{((IPEndPoint)listener.LocalEndpoint).Port}");
        using var stop = new CancellationTokenSource();
        Task serving = Serve(listener, certificate, """{"schema": "\"int\""}""", stop.Token);
        using var wary = new SchemaRegistryClient(new RegistryOptions(url), TimeProvider.System);
        var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        trust.CustomTrustStore.Add(certificate);
        using var trusting = new SchemaRegistryClient(
            new RegistryOptions(url) { Tls = new SslClientAuthenticationOptions { CertificateChainPolicy = trust } }, TimeProvider.System);

        RegistryException error = await Should.ThrowAsync<RegistryException>(async () => await wary.GetAsync(7));
        error.Failure.ShouldBe(RegistryFailure.Denied);
        error.Message.ShouldContain("no secure connection: The remote certificate");
        (await trusting.GetAsync(7)).Json.ShouldBe("\"int\"");

        await stop.CancelAsync();
        await serving;
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    /// <summary>One answer to whatever is asked, over TLS.</summary>
    private static async Task Serve(TcpListener listener, X509Certificate2 certificate, string body, CancellationToken stop)
    {
        try
        {
            while (true)
            {
                using TcpClient peer = await listener.AcceptTcpClientAsync(stop);
                await using var tls = new SslStream(peer.GetStream());
                try
                {
                    await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, stop);
                    _ = await tls.ReadAtLeastAsync(new byte[4096], 1, throwOnEndOfStream: false, stop);
                    await tls.WriteAsync(Encoding.ASCII.GetBytes(
                        $"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}"), stop);
                }
                catch (Exception e) when (e is IOException or System.Security.Authentication.AuthenticationException)
                {
                    // The wary client hangs up.
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }
}
