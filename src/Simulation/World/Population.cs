using System.Text;
using Houle.Events;
using Houle.Simulation.Chance;
using Houle.Simulation.Scenarios;

namespace Houle.Simulation.World;

/// <summary>Everybody who posts: by number, a city's people one after the other, its roster first and then by followers.</summary>
/// <remarks>What follows from the number and the seed is not stored: 4 bytes a creator are.</remarks>
public sealed class Population
{
    private readonly ulong _salt;
    private readonly int[] _followers;
    private readonly int[] _first;
    private readonly Dictionary<int, RosterCreator> _roster = [];
    private readonly Dictionary<string, int> _byId = new(StringComparer.Ordinal);
    private readonly (Platform Platform, double Until)[] _platforms;
    private readonly (int Language, double Until)[] _languages;
    private readonly double[] _segmentsUntil;

    public Population(Scenario scenario, ulong seed)
    {
        _salt = Xoshiro.Mix(seed ^ 0x5EED);
        _first = new int[scenario.Cities.Count + 1];
        for (int city = 0; city < scenario.Cities.Count; city++) _first[city + 1] = _first[city] + scenario.Cities[city].Creators;
        _followers = new int[_first[^1]];
        _platforms = [.. Cumulate(scenario.Platforms.Select(p => p.Weight)).Zip(scenario.Platforms, (until, p) => (p.Platform, until))];
        _languages = [.. Cumulate(scenario.Languages.Select(l => l.Weight)).Select((until, i) => (i, until))];
        double sum = 0;
        _segmentsUntil = [.. scenario.Segments.Select(s => sum += s.Share)];
        for (int city = 0; city < scenario.Cities.Count; city++) Settle(scenario, city);
    }

    public int Count => _followers.Length;

    /// <summary>Accounts whose numbers are snapshot.</summary>
    public List<int> Tracked { get; } = [];

    public int First(int city) => _first[city];

    public int CountOf(int city) => _first[city + 1] - _first[city];

    public int CityOf(int creator)
    {
        int at = Array.BinarySearch(_first, creator);
        if (at < 0) return ~at - 1;
        while (_first[at + 1] == creator) at++;
        return at;
    }

    /// <summary>At the start of the simulation.</summary>
    public int Followers(int creator) => _followers[creator];

    /// <summary>The number of a creator on the roster.</summary>
    public int Find(string id) => _byId[id];

    public Platform PlatformOf(int creator)
    {
        if (_roster.TryGetValue(creator, out RosterCreator? known)) return known.Platform;
        double unit = Unit(creator, 1);
        foreach ((Platform platform, double until) in _platforms)
        {
            if (unit < until) return platform;
        }

        return _platforms[^1].Platform;
    }

    public int LanguageOf(int creator)
    {
        double unit = Unit(creator, 2);
        foreach ((int language, double until) in _languages)
        {
            if (unit < until) return language;
        }

        return _languages[^1].Language;
    }

    /// <summary>The segment, or -1.</summary>
    public int SegmentOf(int creator)
    {
        double unit = Unit(creator, 3);
        for (int i = 0; i < _segmentsUntil.Length; i++)
        {
            if (unit < _segmentsUntil[i]) return i;
        }

        return -1;
    }

    public string Handle(int creator)
    {
        Span<byte> handle = stackalloc byte[96];
        return Encoding.UTF8.GetString(handle[..WriteHandle(creator, handle)]);
    }

    /// <summary>The account's name as UTF-8.</summary>
    /// <param name="to">At least 96 bytes.</param>
    /// <returns>Its length.</returns>
    public int WriteHandle(int creator, Span<byte> to) => _roster.TryGetValue(creator, out RosterCreator? known)
        ? Encoding.UTF8.GetBytes(known.Id, to)
        : Words.WriteHandle(creator, to);

    private void Settle(Scenario scenario, int city)
    {
        CreatorPlan plan = scenario.Creators;
        int next = _first[city];
        foreach (RosterCreator creator in plan.Roster.Where(c => c.City == scenario.Cities[city].Id))
        {
            _roster.Add(next, creator);
            _byId.Add(creator.Id, next);
            Tracked.Add(next);
            _followers[next++] = creator.Followers;
        }

        for (int rank = 1; next < _first[city + 1]; rank++, next++)
        {
            // A third up or down, so that two cities' largest accounts are not twins.
            double size = plan.FollowersTop * PlainMath.Pow(rank, -plan.Zipf) * (0.67 + (0.66 * Unit(next, 4)));
            _followers[next] = plan.FollowersLeast + (int)size;
            if (rank <= plan.TrackedPerCity) Tracked.Add(next);
        }
    }

    private double Unit(int creator, ulong purpose) =>
        (Xoshiro.Mix(_salt + ((ulong)creator * 8) + purpose) >> 11) * (1.0 / (1UL << 53));

    private static IEnumerable<double> Cumulate(IEnumerable<double> weights)
    {
        double[] all = [.. weights];
        double whole = all.Sum(), sum = 0;
        return all.Select(w => (sum += w) / whole);
    }
}
