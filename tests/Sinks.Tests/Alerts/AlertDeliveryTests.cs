using System.Text.Json.Nodes;
using Houle.Events;
using Houle.Sinks.Alerts;
using Houle.Sinks.Alerts.Channels;
using Houle.Sinks.Alerts.Messages;
using Houle.Sinks.Alerts.Rules;
using Houle.Streams.Log;

namespace Houle.Sinks.Tests.Alerts;

/// <summary>From houle.alerts to real HTTP receivers.</summary>
public sealed class AlertDeliveryTests : IDisposable
{
    private readonly DeliveryHarness _harness = new();

    public void Dispose() => _harness.Dispose();

    private static AlertDeliveryOptions Options(IReadOnlyList<Destination> destinations, AlertRule? rule = null) => new()
    {
        Destinations = destinations, Rules = [rule ?? DeliveryHarness.Rule([.. destinations.Select(to => to.Name)])],
    };

    private static long Sent(AlertDeliveryService service, string name) => service.Destinations.Single(to => to.Name == name).Sent;

    [Fact]
    public async Task Alert_reaches_every_destination_once_and_that_is_noted()
    {
        await using var one = new HttpReceiver(_ => new Reaction.Answer(200));
        await using var two = new HttpReceiver(_ => new Reaction.Answer(200));
        AlertDeliveryOptions options = Options([DeliveryHarness.To("one", one.Url), DeliveryHarness.To("two", two.Url)]);
        using AlertDeliveryService service = _harness.Create(options);
        _harness.Append(DeliveryHarness.Now(1));

        await _harness.RunUntilAsync(service, () => Sent(service, "one") == 1 && Sent(service, "two") == 1);

        one.Requests.Count.ShouldBe(1);
        two.Requests.Count.ShouldBe(1);
        one.Requests[0].Key.ShouldNotBe(two.Requests[0].Key);
        _harness.Steps().Count(step => step.State == DeliveryState.Sent).ShouldBe(2);
    }

    [Fact]
    public async Task Restart_sends_nothing_again_and_nothing_of_before_the_first_start()
    {
        await using var receiver = new HttpReceiver(_ => new Reaction.Answer(200));
        AlertDeliveryOptions options = Options([DeliveryHarness.To("one", receiver.Url)]);
        _harness.Append(DeliveryHarness.Now(0));
        using (_harness.Create(options))
        {
        }

        _harness.Append(DeliveryHarness.Now(1)); // while nothing runs
        await _harness.RunUntilAsync(options, service => Sent(service, "one") == 1);
        _harness.Append(DeliveryHarness.Now(2));
        await _harness.RunUntilAsync(options, service => Sent(service, "one") == 1);

        receiver.Requests.Select(AlertOf).ShouldBe(["alert-1", "alert-2"]);
    }

    [Fact]
    public async Task Failures_are_tried_again_under_the_same_key_until_it_is_taken()
    {
        Reaction[] script = [new Reaction.Answer(500), new Reaction.Hangup(), new Reaction.Answer(429, "", "Retry-After: 0\r\n"), new Reaction.Answer(503), new Reaction.Answer(200)];
        await using var receiver = new HttpReceiver(n => script[n]);
        AlertDeliveryOptions options = Options([DeliveryHarness.To("one", receiver.Url)]);
        using AlertDeliveryService service = _harness.Create(options);
        _harness.Append(DeliveryHarness.Now(1));

        await _harness.RunUntilAsync(service, () => Sent(service, "one") == 1);

        receiver.Requests.Count.ShouldBe(5);
        receiver.Requests.Select(request => request.Key).Distinct().Count().ShouldBe(1);
        service.Destinations.Single().Retries.ShouldBe(4);
        // Told once when it goes down, once when it is back.
        _harness.Logger.Lines.Select(line => line.Text.Split(':')[0]).ShouldBe(
            ["Destination one does not take alerts, and is tried again", "Destination one takes alerts again"]);
    }

    [Fact]
    public async Task Retry_after_is_waited_for()
    {
        var times = new List<DateTime>();
        await using var receiver = new HttpReceiver(n =>
        {
            lock (times) times.Add(DateTime.UtcNow);
            return n == 0 ? new Reaction.Answer(429, "", "Retry-After: 1\r\n") : new Reaction.Answer(200);
        });
        AlertDeliveryOptions options = Options([DeliveryHarness.To("one", receiver.Url)]);
        using AlertDeliveryService service = _harness.Create(options);
        _harness.Append(DeliveryHarness.Now(1));

        await _harness.RunUntilAsync(service, () => Sent(service, "one") == 1);

        (times[1] - times[0]).TotalMilliseconds.ShouldBeGreaterThan(950); // the backoff alone would have been 5 ms
    }

    [Fact]
    public async Task Destination_that_hangs_or_is_gone_holds_up_nobody_else()
    {
        await using var hanging = new HttpReceiver(_ => new Reaction.Silence());
        await using var gone = new HttpReceiver(_ => new Reaction.Answer(404, "no_service"));
        await using var good = new HttpReceiver(_ => new Reaction.Answer(200));
        AlertDeliveryOptions options = Options(
            [DeliveryHarness.To("hanging", hanging.Url), DeliveryHarness.To("gone", gone.Url), DeliveryHarness.To("good", good.Url)]);
        using AlertDeliveryService service = _harness.Create(options);
        _harness.Append(DeliveryHarness.Now(1), DeliveryHarness.Now(2));

        await _harness.RunUntilAsync(service, () => Sent(service, "good") == 2 && service.Destinations.Single(to => to.Name == "gone").GivenUp == 2);

        _harness.Steps().Where(step => step.State == DeliveryState.GivenUp).Select(step => step.Reason).ShouldAllBe(
            reason => reason == "127.0.0.1 answered 404 (no_service): nobody is there any more; check the destination's url");
        service.Destinations.Single(to => to.Name == "hanging").Waiting.ShouldBe(2);
    }

    [Fact]
    public async Task Poison_message_is_given_up_with_its_reason_and_the_next_is_sent()
    {
        await using var receiver = new HttpReceiver(n => n == 0 ? new Reaction.Answer(400, "invalid_blocks") : new Reaction.Answer(200));
        AlertDeliveryOptions options = Options([DeliveryHarness.To("one", receiver.Url)]);
        using AlertDeliveryService service = _harness.Create(options);
        _harness.Append(DeliveryHarness.Now(1), DeliveryHarness.Now(2));

        await _harness.RunUntilAsync(service, () => Sent(service, "one") == 1);

        _harness.Steps().Count(step => step is { State: DeliveryState.GivenUp, Reason: "127.0.0.1 answered 400 (invalid_blocks)" }).ShouldBe(1);
    }

    [Fact]
    public async Task Tries_are_bounded_and_so_is_age()
    {
        await using var broken = new HttpReceiver(_ => new Reaction.Answer(500, "sorry"));
        AlertDeliveryOptions options = Options(
            [DeliveryHarness.To("tries", broken.Url, triesMax: 3), DeliveryHarness.To("age", broken.Url, giveUpAfter: TimeSpan.FromMilliseconds(1))]);
        using AlertDeliveryService service = _harness.Create(options);
        _harness.Append(DeliveryHarness.Now(1));

        await _harness.RunUntilAsync(service, () => service.Destinations.All(to => to.GivenUp == 1));

        Dictionary<string, string> reasons = _harness.Steps().Where(step => step.State == DeliveryState.GivenUp).ToDictionary(step => step.Destination, step => step.Reason);
        reasons["tries"].ShouldBe("3 tries, the last: 127.0.0.1 answered 500 (sorry)");
        reasons["age"].ShouldBe("not delivered in time; the last of 1 tries: 127.0.0.1 answered 500 (sorry)");
    }

    [Fact]
    public async Task Thousand_alerts_in_a_tick_are_one_digest_with_the_count()
    {
        await using var receiver = new HttpReceiver(_ => new Reaction.Answer(200));
        AlertDeliveryOptions options = Options([DeliveryHarness.To("one", receiver.Url)]);
        using AlertDeliveryService service = _harness.Create(options);
        _harness.Append(Enumerable.Range(0, 1000).Select(i => DeliveryHarness.Now(i)));

        await _harness.RunUntilAsync(service, () => Sent(service, "one") == 1000);

        JsonNode json = JsonNode.Parse(receiver.Requests.Single().Text)!;
        json["count"]!.GetValue<int>().ShouldBe(1000);
        json["title"]!.GetValue<string>().ShouldBe("1,000 alerts (liege)");
    }

    [Fact]
    public async Task Digest_that_a_crash_interrupted_is_sent_again_with_the_same_alerts_and_key()
    {
        await using var receiver = new HttpReceiver(n => n == 0 ? new Reaction.Silence() : new Reaction.Answer(200));
        AlertDeliveryOptions options = Options([DeliveryHarness.To("one", receiver.Url)]);
        using (AlertDeliveryService first = _harness.Create(options))
        {
            _harness.Append(Enumerable.Range(0, 20).Select(i => DeliveryHarness.Now(i)));
            await _harness.RunUntilAsync(first, () => receiver.Requests.Count == 1);
        }

        _harness.Append(Enumerable.Range(100, 20).Select(i => DeliveryHarness.Now(i)));
        await _harness.RunUntilAsync(options, service => Sent(service, "one") == 40);

        receiver.Requests.Count.ShouldBe(3);
        receiver.Requests[1].Key.ShouldBe(receiver.Requests[0].Key);
        receiver.Requests[1].Text.ShouldBe(receiver.Requests[0].Text);
        receiver.Requests[2].Key.ShouldNotBe(receiver.Requests[0].Key);
    }

    [Fact]
    public async Task Under_k_people_stale_and_unreadable_go_to_nobody_and_are_counted()
    {
        await using var receiver = new HttpReceiver(_ => new Reaction.Answer(200));
        AlertDeliveryOptions options = Options([DeliveryHarness.To("one", receiver.Url)]);
        using AlertDeliveryService service = _harness.Create(options);
        _harness.AppendBytes([1, 2, 3]);
        _harness.Append(
            DeliveryHarness.Now(1) with { People = 4 }, SomeAlert.Of(22), DeliveryHarness.Now(3) with { People = null }, DeliveryHarness.Now(44) with { People = 5 });

        await _harness.RunUntilAsync(service, () => Sent(service, "one") == 2);

        receiver.Requests.Select(AlertOf).ShouldBe(["alert-3", "alert-44"], ignoreOrder: true);
        service.Unreadable.ShouldBe(1);
        service.Verdicts[("liege", RuleVerdict.Withheld)].ShouldBe(1);
        service.Verdicts[("liege", RuleVerdict.Stale)].ShouldBe(1);
        _harness.Logger.Lines.ShouldContain(line => line.Text.StartsWith("houle.alerts/0 offset 0 is sent to nobody", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Cooldown_holds_over_a_restart()
    {
        await using var receiver = new HttpReceiver(_ => new Reaction.Answer(200));
        AlertDeliveryOptions options = Options([DeliveryHarness.To("one", receiver.Url)]);
        using (AlertDeliveryService first = _harness.Create(options))
        {
            _harness.Append(DeliveryHarness.Now(1));
            await _harness.RunUntilAsync(first, () => Sent(first, "one") == 1);
        }

        _harness.Append(DeliveryHarness.Now(1) with { Id = "again-1" }, DeliveryHarness.Now(2));
        using AlertDeliveryService second = _harness.Create(options);
        await _harness.RunUntilAsync(second, () => Sent(second, "one") == 1);

        receiver.Requests.Select(AlertOf).ShouldBe(["alert-1", "alert-2"]);
        second.Verdicts[("liege", RuleVerdict.CoolingDown)].ShouldBe(1);
    }

    [Fact]
    public async Task What_waits_is_bounded_and_the_oldest_is_given_up()
    {
        await using var hanging = new HttpReceiver(_ => new Reaction.Silence());
        AlertDeliveryOptions options = Options([DeliveryHarness.To("one", hanging.Url)]) with { PendingMax = 10 };
        using AlertDeliveryService service = _harness.Create(options);
        _harness.Append(DeliveryHarness.Now(0));
        await _harness.RunUntilAsync(service, () => hanging.Requests.Count == 1);
        _harness.Append(Enumerable.Range(1, 30).Select(i => DeliveryHarness.Now(i)));

        await _harness.RunUntilAsync(options, again => again.Destinations.Single().GivenUp == 21);

        _harness.Steps().Where(step => step.State == DeliveryState.GivenUp).ShouldAllBe(step => step.Reason == "more than 10 deliveries wait for one");
    }

    [Fact]
    public async Task Destination_that_was_taken_out_of_the_rules_is_settled()
    {
        await using var hanging = new HttpReceiver(_ => new Reaction.Silence());
        await using var good = new HttpReceiver(_ => new Reaction.Answer(200));
        using (AlertDeliveryService first = _harness.Create(Options([DeliveryHarness.To("old", hanging.Url)])))
        {
            _harness.Append(DeliveryHarness.Now(1));
            await _harness.RunUntilAsync(first, () => hanging.Requests.Count == 1);
        }

        using AlertDeliveryService second = _harness.Create(Options([DeliveryHarness.To("new", good.Url)]));

        _harness.Steps()[^1].ShouldBe((DeliveryState.GivenUp, "alert-1", "old", "", "old is no longer a destination"));
    }

    [Fact]
    public async Task Second_service_takes_over_and_the_first_ends()
    {
        await using var receiver = new HttpReceiver(_ => new Reaction.Answer(200));
        AlertDeliveryOptions options = Options([DeliveryHarness.To("one", receiver.Url)]);
        using AlertDeliveryService first = _harness.Create(options);
        using var stop = new CancellationTokenSource();
        Task run = first.RunAsync(stop.Token);
        using AlertDeliveryService second = _harness.Create(options);
        _harness.Append(DeliveryHarness.Now(1));

        await Should.ThrowAsync<ProducerFencedException>(() => run.WaitAsync(TimeSpan.FromSeconds(20)));
        await _harness.RunUntilAsync(second, () => Sent(second, "one") == 1);

        receiver.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Topic_gets_the_webhooks_json()
    {
        var destination = new Destination { Name = "topic", Channel = new TopicChannel(_harness.Log, "my.alerts") };
        using AlertDeliveryService service = _harness.Create(Options([destination]));
        _harness.Append(DeliveryHarness.Now(1));

        await _harness.RunUntilAsync(service, () => Sent(service, "topic") == 1);

        List<string> values = [];
        _harness.Log.Scan(new TopicPartition("my.alerts", 0), (scoped in RecordView record) => values.Add(System.Text.Encoding.UTF8.GetString(record.Value)));
        JsonNode.Parse(values.Single())!["alerts"]![0]!["id"]!.GetValue<string>().ShouldBe("alert-1");
    }

    [Fact]
    public async Task Fault_of_a_channel_costs_its_message_alone()
    {
        await using var good = new HttpReceiver(_ => new Reaction.Answer(200));
        AlertDeliveryOptions options = Options([new Destination { Name = "buggy", Channel = new Buggy() }, DeliveryHarness.To("good", good.Url)]);
        using AlertDeliveryService service = _harness.Create(options);
        _harness.Append(DeliveryHarness.Now(1));

        await _harness.RunUntilAsync(service, () => Sent(service, "good") == 1 && service.Destinations[0].GivenUp == 1);

        _harness.Steps().Single(step => step.State == DeliveryState.GivenUp).Reason.ShouldBe("a fault of Houle's own: InvalidOperationException: oops");
    }

    private static string AlertOf(Received request) => JsonNode.Parse(request.Text)!["alerts"]![0]!["id"]!.GetValue<string>();

    private sealed class Buggy : IAlertChannel
    {
        public void Dispose()
        {
        }

        public string Preview(AlertMessage message) => "";

        public Task<SendResult> SendAsync(AlertMessage message, CancellationToken cancel) => throw new InvalidOperationException("oops");
    }
}
