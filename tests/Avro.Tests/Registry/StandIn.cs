using System.Net;
using System.Text;
using Houle.Avro.Registry;

namespace Houle.Avro.Tests.Registry;

/// <summary>A registry of a few lines, for what a real one does only on a bad day.</summary>
internal sealed class StandIn : HttpMessageHandler
{
    private readonly Queue<Func<HttpRequestMessage, HttpResponseMessage>> _answers = new();

    public List<string> Asked { get; } = [];

    public ImmediateTime Time { get; } = new();

    /// <summary>The next answer; the last one is given again.</summary>
    public StandIn Answer(int status, string body, string? retryAfter = null) => Answer(_ =>
    {
        var answer = new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8) };
        if (retryAfter is not null) answer.Headers.TryAddWithoutValidation("Retry-After", retryAfter);
        return answer;
    });

    public StandIn Answer(Func<HttpRequestMessage, HttpResponseMessage> answer)
    {
        _answers.Enqueue(answer);
        return this;
    }

    public StandIn Refuse() => Answer(_ => throw new HttpRequestException(HttpRequestError.ConnectionError, "Connection refused"));

    public SchemaRegistryClient Connect(Func<RegistryOptions, RegistryOptions>? with = null)
    {
        var options = new RegistryOptions(new Uri("http://registry.test/base"));
        return new SchemaRegistryClient(with?.Invoke(options) ?? options, Time, this);
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        await Task.Yield();
        lock (Asked)
        {
            Asked.Add($"{request.Method} {request.RequestUri!.PathAndQuery}");
            return (_answers.Count > 1 ? _answers.Dequeue() : _answers.Peek())(request);
        }
    }
}

/// <summary>A clock that is moved by hand and whose waits end at once, noted with how long they were.</summary>
internal sealed class ImmediateTime : TimeProvider
{
    private long _ticks;

    public List<TimeSpan> Waits { get; } = [];

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _ticks;

    public void Advance(TimeSpan by) => _ticks += by.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        // The time-out of an attempt is ten seconds by default, and never comes; anything else is a wait.
        if (dueTime != TimeSpan.FromSeconds(10) && dueTime != Timeout.InfiniteTimeSpan)
        {
            lock (Waits) Waits.Add(dueTime);
            dueTime = TimeSpan.Zero;
        }

        return base.CreateTimer(callback, state, dueTime, period);
    }
}
