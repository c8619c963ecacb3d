using System.Text;
using Houle.Sinks.Alerts.Channels;

namespace Houle.Sinks.Tests.Alerts;

public sealed class WebhookSignatureTests
{
    private static readonly byte[] Secret = Encoding.ASCII.GetBytes("a secret of some length");
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_751_371_200);

    /// <summary>Made with: printf '1751371200.{"a":1}' | openssl dgst -sha256 -hmac 'a secret of some length'.</summary>
    private const string FromOpenSsl = "d4a6206723386e419598be0af1811b0698f110b157082dc516d7e228d697423c";

    [Fact]
    public void Signature_is_what_openssl_computes() =>
        WebhookSignature.Sign(Secret, 1_751_371_200, "{\"a\":1}"u8).ShouldBe($"t=1751371200,v1={FromOpenSsl}");

    [Fact]
    public void Own_signature_verifies_and_any_change_does_not()
    {
        byte[] body = "{\"a\":1}"u8.ToArray();
        string header = WebhookSignature.Sign(Secret, Now.ToUnixTimeSeconds(), body);
        Verify(header, body).ShouldBeTrue();
        for (int i = 0; i < header.Length; i++)
        {
            char changed = header[i] == '1' ? '2' : '1';
            string wrong = header[..i] + changed + header[(i + 1)..];
            Verify(wrong, body).ShouldBeFalse(wrong);
        }

        for (int i = 0; i < body.Length; i++)
        {
            byte[] wrong = [.. body];
            wrong[i] ^= 1;
            Verify(header, wrong).ShouldBeFalse();
        }

        WebhookSignature.Verify("another secret here!"u8, header, body, Now, TimeSpan.FromMinutes(5)).ShouldBeFalse();
    }

    [Theory]
    [InlineData(-301, false)]
    [InlineData(-300, true)]
    [InlineData(300, true)]
    [InlineData(301, false)]
    public void Old_or_early_signature_does_not_verify(int seconds, bool expected)
    {
        string header = WebhookSignature.Sign(Secret, Now.ToUnixTimeSeconds() + seconds, "x"u8);
        WebhookSignature.Verify(Secret, header, "x"u8, Now, TimeSpan.FromMinutes(5)).ShouldBe(expected);
    }

    [Fact]
    public void One_of_two_signatures_is_enough_while_a_secret_is_changed()
    {
        string one = WebhookSignature.Sign("another secret here!"u8, Now.ToUnixTimeSeconds(), "x"u8);
        string two = WebhookSignature.Sign(Secret, Now.ToUnixTimeSeconds(), "x"u8);
        Verify($"{one},{two[(two.IndexOf(',', StringComparison.Ordinal) + 1)..]}", "x"u8.ToArray()).ShouldBeTrue();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("t=,v1=")]
    [InlineData("t=1751371200")]
    [InlineData("v1=00")]
    [InlineData("t=1751371200,v1=zz")]
    [InlineData("t=99999999999999999999,v1=00")]
    public void What_is_no_signature_does_not_verify(string? header) => Verify(header, []).ShouldBeFalse();

    private static bool Verify(string? header, byte[] body) => WebhookSignature.Verify(Secret, header, body, Now, TimeSpan.FromMinutes(5));
}
