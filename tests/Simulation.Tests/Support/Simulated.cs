using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Houle.Avro.Lists;
using Houle.Events;
using Houle.Ingest.Feeds;
using Houle.Simulation.Output;
using Houle.Simulation.Scenarios;

namespace Houle.Simulation.Tests.Support;

/// <summary>A post or comment as it came, in plain types.</summary>
internal sealed record Said(
    string Id, long TimeMs, long ArrivedMs, string City, string Creator, Format Format, string? ParentCreator, string? ParentPost,
    string? Post, string[] Sounds, string[] Hashtags, string[] Terms, string[] Challenges, string[] Products, string[] Brands,
    string[] Segments, MentionIntent[] Intents, string? Campaign, Platform Platform);

internal sealed record Sold(string Id, long TimeMs, string Store, string Product, long Units, bool Returned, string? Promo, string? Customer);

internal sealed record Shelf(long TimeMs, string Store, string Product, long Units);

internal sealed record Account(long TimeMs, string Creator, long Followers);

internal sealed record Reached(long TimeMs, string Creator, string Post, long Views);

/// <summary>A simulation in memory: every event decoded, and a hash over all bytes in their order.</summary>
internal sealed class Simulated : IEventSink, IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public List<Said> Said { get; } = [];

    public List<Sold> Sold { get; } = [];

    public List<Shelf> Shelves { get; } = [];

    public List<Account> Accounts { get; } = [];

    public List<Reached> Reached { get; } = [];

    public List<(long TimeMs, string Place, long Entries)> Feet { get; } = [];

    public List<(long TimeMs, string City, string? Product)> Wanted { get; } = [];

    public long[] Counts { get; } = new long[EventShape.All.Count];

    public long LastArrivalMs { get; private set; }

    public SimulationReport Report { get; private set; } = null!;

    public JsonObject[] Truth { get; private set; } = [];

    public string Sha256 { get; private set; } = "";

    public static string TwoTowns { get; } = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Scenarios", "two-towns.yaml"));

    public static Scenario Scenario(string yaml)
    {
        ScenarioLoad load = ScenarioFile.Parse("scenarios/test.yaml", yaml);
        load.Errors.ShouldBeEmpty();
        return load.Scenario!;
    }

    public static Simulated Run(string yaml, ulong seed = 1, SimulationLimits? limits = null)
    {
        Simulated simulated = new();
        simulated.Report = new CitySimulation(Scenario(yaml), seed, simulated).Run(limits ?? new SimulationLimits());
        foreach (string line in simulated.Report.Truth) simulated._hash.AppendData(System.Text.Encoding.UTF8.GetBytes(line));
        simulated.Sha256 = Convert.ToHexStringLower(simulated._hash.GetHashAndReset());
        simulated.Truth = [.. simulated.Report.Truth.Select(line => JsonNode.Parse(line)!.AsObject())];
        return simulated;
    }

    public JsonObject Plant(string id) => Truth.First(t => (string?)t["id"] == id);

    public void Take(EventKind kind, long arrivedAtMs, ReadOnlySpan<byte> body)
    {
        arrivedAtMs.ShouldBeGreaterThanOrEqualTo(LastArrivalMs);
        LastArrivalMs = arrivedAtMs;
        Counts[(int)kind]++;
        _hash.AppendData(BitConverter.GetBytes((int)kind));
        _hash.AppendData(BitConverter.GetBytes(arrivedAtMs));
        _hash.AppendData(body);
        switch (kind)
        {
            case EventKind.Mention: Take(Mention.Read(body), arrivedAtMs); break;
            case EventKind.Sale:
                Sale sale = Sale.Read(body);
                Sold.Add(new Sold(Text(sale.EventId), sale.OccurredAtMs, Text(sale.Store), Text(sale.Product), sale.Units, sale.Returned, Optional(sale.PromoCode), Optional(sale.Customer)));
                break;
            case EventKind.StockLevel:
                StockLevel level = StockLevel.Read(body);
                Shelves.Add(new Shelf(level.OccurredAtMs, Text(level.Store), Text(level.Product), level.Units));
                break;
            case EventKind.CreatorSnapshot:
                CreatorSnapshot account = CreatorSnapshot.Read(body);
                Accounts.Add(new Account(account.OccurredAtMs, Text(account.Creator), account.Followers!.Value));
                break;
            case EventKind.PostSnapshot:
                PostSnapshot post = PostSnapshot.Read(body);
                Reached.Add(new Reached(post.OccurredAtMs, Text(post.Creator), Text(post.Post), post.Views!.Value));
                break;
            case EventKind.FootTraffic:
                FootTraffic traffic = FootTraffic.Read(body);
                Feet.Add((traffic.OccurredAtMs, Text(traffic.Place), traffic.Entries));
                break;
            case EventKind.Intent:
                Intent intent = Intent.Read(body);
                Wanted.Add((intent.OccurredAtMs, Text(intent.City), Optional(intent.Product)));
                break;
            default: CommunityEvent.Read(body); break;
        }
    }

    public void Dispose() => _hash.Dispose();

    private void Take(Mention m, long arrivedAtMs)
    {
        List<MentionIntent> intents = [];
        foreach (MentionIntent intent in m.Intents) intents.Add(intent);
        Said.Add(new Said(
            Text(m.EventId), m.OccurredAtMs, arrivedAtMs, Text(m.City), Text(m.Creator), m.Format, Optional(m.ParentCreator),
            Optional(m.ParentPost), Optional(m.Post), List(m.Sounds), List(m.Hashtags), List(m.Terms), List(m.Challenges),
            List(m.Products), List(m.Brands), List(m.Segments), [.. intents], Optional(m.Campaign), m.Platform));
    }

    private static string[] List(Utf8List list)
    {
        List<string> texts = [];
        foreach (ReadOnlySpan<byte> text in list) texts.Add(Text(text));
        return [.. texts];
    }

    private static string Text(ReadOnlySpan<byte> utf8) => System.Text.Encoding.UTF8.GetString(utf8);

    private static string? Optional(ReadOnlySpan<byte> utf8) => utf8.IsEmpty ? null : Text(utf8);
}
