using System.Net;
using System.Net.Sockets;

namespace Houle.Faults.Network;

/// <summary>The proxy must itself be believed: one that lets all through would make every test of a partition pass.</summary>
public sealed class TcpProxyTests : IDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(10), Quiet = TimeSpan.FromMilliseconds(150);

    private readonly TcpListener _echo = new(IPAddress.Loopback, 0);

    public TcpProxyTests()
    {
        _echo.Start();
        _ = Task.Run(async () =>
        {
            while (true)
            {
                TcpClient client = await _echo.AcceptTcpClientAsync();
                _ = client.GetStream().CopyToAsync(client.GetStream());
            }
        });
    }

    private int EchoPort => ((IPEndPoint)_echo.LocalEndpoint).Port;

    public void Dispose() => _echo.Dispose();

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task Stalled_direction_holds_bytes_back_and_loses_none(bool requests, bool answers)
    {
        await using TcpProxy proxy = new(EchoPort, 1 << 30);
        using TcpClient client = await Connect(proxy);
        await Echo(client, 1);

        proxy.Stall(requests, answers);
        await client.GetStream().WriteAsync(new byte[] { 2, 3 });
        byte[] got = new byte[2];
        Task reading = client.GetStream().ReadExactlyAsync(got).AsTask();
        await Should.ThrowAsync<TimeoutException>(reading.WaitAsync(Quiet));

        proxy.Heal();
        await reading.WaitAsync(Bound);
        got.ShouldBe([2, 3]);
    }

    [Fact]
    public async Task Cut_resets_what_is_there_and_refuses_until_it_is_healed()
    {
        await using TcpProxy proxy = new(EchoPort, 1 << 30);
        using TcpClient first = await Connect(proxy);
        await Echo(first, 1);
        proxy.Cut();
        await Should.ThrowAsync<IOException>(first.GetStream().ReadExactlyAsync(new byte[1]).AsTask().WaitAsync(Bound));
        // Reset while it connects, or when it first speaks.
        await Should.ThrowAsync<Exception>(async () =>
        {
            using TcpClient refused = await Connect(proxy);
            await Echo(refused, 1);
        });

        proxy.Heal();
        using TcpClient second = await Connect(proxy);
        await Echo(second, 2);
    }

    private static async Task<TcpClient> Connect(TcpProxy proxy)
    {
        TcpClient client = new();
        await client.ConnectAsync(IPAddress.Loopback, proxy.Port);
        return client;
    }

    private static async Task Echo(TcpClient client, byte value)
    {
        await client.GetStream().WriteAsync(new[] { value });
        byte[] got = new byte[1];
        await client.GetStream().ReadExactlyAsync(got).AsTask().WaitAsync(Bound);
        got[0].ShouldBe(value);
    }
}
