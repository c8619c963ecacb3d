using System.Text;
using Houle.Simulation.Chance;
using Houle.Simulation.Scenarios;

namespace Houle.Simulation.World;

/// <summary>The things of one kind that posts carry: ids, and how often each comes in each city.</summary>
public sealed class EntityTable
{
    /// <summary>A city's own taste moves the ranks by this many places for each city before it: prime to most counts.</summary>
    private const int TasteStep = 37;

    private readonly Alias? _alias;
    private readonly double _local;

    public EntityTable(EntityPlan plan)
    {
        Plan = plan;
        Ids = new string[plan.Count];
        Names = new string[plan.Count];
        foreach (NamedEntity named in plan.Named) (Ids[named.Rank - 1], Names[named.Rank - 1]) = (named.Id, named.Name);
        HashSet<string> taken = [.. plan.Named.Select(n => n.Id)];
        int word = (int)plan.Kind * 13;
        for (int i = 0; i < Ids.Length; i++)
        {
            while (Ids[i] is null)
            {
                string id = plan.Kind is CarriedKind.Hashtag or CarriedKind.Term ? Words.Id(word++).Replace("-", "") : Words.Id(word++);
                if (!taken.Add(id)) continue;
                (Ids[i], Names[i]) = (id, Words.Name(id));
            }
        }

        Utf8 = [.. Ids.Select(Encoding.UTF8.GetBytes)];
        _local = plan.Local;
        if (plan.Count > 0) _alias = new Alias(Alias.Zipf(plan.Count, plan.Zipf));
    }

    public EntityPlan Plan { get; }

    public string[] Ids { get; }

    public string[] Names { get; }

    public byte[][] Utf8 { get; }

    public int Draw(Xoshiro chance, int city)
    {
        int index = _alias!.Draw(chance);
        if (_local == 0 || !chance.Happens(_local)) return index;
        return (index + (TasteStep * city)) % Ids.Length;
    }

    /// <summary>Probability that a draw in a city gives this entity.</summary>
    public double Share(int index, int city)
    {
        int shifted = (int)((index - ((long)TasteStep * city % Ids.Length) + Ids.Length) % Ids.Length);
        return ((1 - _local) * _alias!.Share(index)) + (_local * _alias.Share(shifted));
    }

    public int Find(string id) => Array.IndexOf(Ids, id);
}
