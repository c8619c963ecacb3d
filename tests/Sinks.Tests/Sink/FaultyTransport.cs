using Houle.Sinks.Client;

namespace Houle.Sinks.Tests.Sink;

/// <summary>Faults of inserts, in the order in which inserts are sent; none after the last.</summary>
internal sealed class FaultyTransport(params IEnumerable<InsertFault> inserts) : DelegatingHandler(ClickHouseClient.Transport())
{
    private readonly Queue<InsertFault> _script = new(inserts);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        InsertFault fault = InsertFault.None;
        if (request.RequestUri!.Query.Contains("INSERT", StringComparison.Ordinal))
        {
            lock (_script) _ = _script.TryDequeue(out fault);
        }

        if (fault is InsertFault.LostRequest) throw new HttpRequestException("the request was lost");
        if (fault is InsertFault.CrashBefore) throw new SimulatedCrashException();
        HttpResponseMessage response = await base.SendAsync(request, cancel);
        if (fault is InsertFault.None) return response;
        await response.Content.LoadIntoBufferAsync(cancel);
        response.Dispose();
        throw fault is InsertFault.LostAnswer ? new HttpRequestException("the answer was lost") : new SimulatedCrashException();
    }
}

public enum InsertFault
{
    None,
    LostRequest,
    LostAnswer,
    CrashBefore,
    CrashAfter,
}

/// <summary>Ends a sink as the process's death would: nothing handles it.</summary>
internal sealed class SimulatedCrashException() : Exception("simulated crash");
