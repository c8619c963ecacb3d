using System.Text;
using Houle.Simulation.Chance;
using Houle.Simulation.Scenarios;

namespace Houle.Simulation.World;

/// <summary>What a scenario and a seed amount to before the first minute: people, things and their numbers.</summary>
public sealed class SimulatedWorld
{
    private readonly Dictionary<string, int> _cities;

    public SimulatedWorld(Scenario scenario, ulong seed)
    {
        Scenario = scenario;
        Seed = seed;
        Cities = [.. scenario.Cities.Select(c => Encoding.UTF8.GetBytes(c.Id))];
        _cities = scenario.Cities.Select((c, i) => (c.Id, i)).ToDictionary(c => c.Id, c => c.i, StringComparer.Ordinal);
        Entities = [.. scenario.Entities.Select(e => new EntityTable(e))];
        Products = [.. scenario.Products.Select(p => Encoding.UTF8.GetBytes(p.Id))];
        Brands = [.. scenario.Brands.Select(b => Encoding.UTF8.GetBytes(b.Id))];
        BrandOf = [.. scenario.Products.Select(p => IndexOf(scenario.Brands, b => b.Id == p.Brand))];
        ProductDraw = scenario.Products.Count == 0 ? null : new Alias([.. scenario.Products.Select(p => p.Weight)]);
        People = new Population(scenario, seed);
        Social = new RhythmTable(scenario.Social);
        Shops = new RhythmTable(scenario.Shops);
    }

    public Scenario Scenario { get; }

    public ulong Seed { get; }

    /// <summary>City ids.</summary>
    public byte[][] Cities { get; }

    /// <summary>Sounds, hashtags, challenges, terms.</summary>
    public EntityTable[] Entities { get; }

    public byte[][] Products { get; }

    public byte[][] Brands { get; }

    /// <summary>Of each product.</summary>
    public int[] BrandOf { get; }

    /// <summary>Null when nothing is sold.</summary>
    public Alias? ProductDraw { get; }

    public Population People { get; }

    public RhythmTable Social { get; }

    public RhythmTable Shops { get; }

    public int City(string id) => _cities[id];

    public int Product(string id) => IndexOf(Scenario.Products, p => p.Id == id);

    /// <summary>The number of an entity of any kind.</summary>
    public int Entity(CarriedKind kind, string id) => kind switch
    {
        CarriedKind.Product => Product(id),
        CarriedKind.Brand => IndexOf(Scenario.Brands, b => b.Id == id),
        _ => Entities[(int)kind].Find(id),
    };

    /// <summary>A source of chance for one purpose.</summary>
    public Xoshiro Chance(string name) => new(Seed, name);

    /// <summary>Posts and comments of a city in a minute that carry an entity, as planned and without anything planted.</summary>
    /// <param name="complaintsOnly">Comments alone that complain or are hostile.</param>
    public double UsualPerMinute(CarriedKind kind, int entity, int city, int minuteOfWeek, bool complaintsOnly)
    {
        CityPlan plan = Scenario.Cities[city];
        double rhythm = Social.At(minuteOfWeek) / 1440;
        double posts = plan.PostsPerDay * rhythm, comments = plan.CommentsPerDay * rhythm;
        if (kind is CarriedKind.Product or CarriedKind.Brand)
        {
            if (ProductDraw is null) return 0;
            double share = 0;
            for (int product = 0; product < Products.Length; product++)
            {
                if (kind == CarriedKind.Product ? product == entity : BrandOf[product] == entity) share += ProductDraw.Share(product);
            }

            ProductTalk talk = Scenario.Talk;
            if (!complaintsOnly) return share * ((posts * talk.PerPost) + (comments * talk.PerComment));
            return share * comments * talk.PerComment * talk.Intents.Sum(i => Draft.Complains(i.Intent) ? i.Share : 0);
        }

        EntityTable table = Entities[(int)kind];
        double once = table.Plan.PerPost * table.Share(entity, city);
        // Draws of a post are independent, and an entity stands in it once.
        double none = 1;
        for (int draw = 0; draw < table.Plan.Draws; draw++) none *= 1 - once;
        return complaintsOnly ? 0 : posts * (1 - none);
    }

    private static int IndexOf<T>(IReadOnlyList<T> items, Func<T, bool> matches)
    {
        for (int i = 0; i < items.Count; i++)
        {
            if (matches(items[i])) return i;
        }

        return -1;
    }
}
