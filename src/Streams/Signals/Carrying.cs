using Houle.Avro.Binary;
using Houle.Detection.Bursts;
using Houle.Events;
using Houle.Streams.Detect;
using Houle.Streams.Hashing;
using Houle.Streams.Windows;

namespace Houle.Streams.Signals;

/// <summary>Which products a city's sounds, hashtags and challenges carry: who named both, from the minute in which the burst detector
/// first reports the one, until it has not done so for six hours.</summary>
/// <remarks>A function of the closed minutes of the social stream alone. Of an entity that is named with many products, those stay that
/// the most people name.</remarks>
internal sealed class Carrying
{
    /// <summary>Products of one entity, and pairs of one city: 1.6 KB each. More are not followed.</summary>
    private const int ProductsMax = 16, PairsMax = 4_000;

    private const int Hours = 6;

    private readonly Dictionary<ulong, List<Pair>> _byKey = [];
    private readonly HashSet<ulong> _watched = [];
    private readonly List<ulong> _gone = [];
    private readonly Stack<Pair> _spare = [];
    private int _pairs;

    public long StateBytes => _pairs * 1_700L;

    /// <summary>Start of the hours over which people are counted, up to a minute: five full ones and the present one.</summary>
    public static int FirstMinute(int minute) => ((minute / 60) - Hours + 1) * 60;

    public static bool Carries(EntityKind kind) => kind is EntityKind.Sound or EntityKind.Hashtag or EntityKind.Challenge;

    /// <summary>Takes a minute's pairs, after those before it.</summary>
    /// <param name="watched">What the burst detector reported in the hours before it.</param>
    /// <param name="rows">Pairs, in the order of <see cref="CarriedMinutes.Of"/>.</param>
    public void Take(int minute, IReadOnlyList<ReportedKey> watched, WindowTable table, ReadOnlySpan<int> rows)
    {
        _watched.Clear();
        foreach (ReportedKey key in watched)
        {
            if (Carries(key.Kind)) _watched.Add(key.Key);
        }

        foreach (ulong key in _byKey.Keys)
        {
            if (!_watched.Contains(key)) _gone.Add(key);
        }

        foreach (ulong key in _gone) Forget(key);
        _gone.Clear();
        foreach (int row in rows)
        {
            if (!CarriedName.Split(table.Names[table.Entity(row).Name], out ReadOnlySpan<byte> product, out ReadOnlySpan<byte> entity)) continue;
            ulong key = EntityKeys.Of(table.Entity(row).Kind, entity);
            if (_watched.Contains(key)) PairOf(key, Hash64.Of(product), minute, table.PeopleOf(row).Length)?.People.Add(minute, table.PeopleOf(row), hasUnnamed: false);
        }
    }

    /// <summary>The products that an entity carries: at most three, the one that most people name first.</summary>
    /// <param name="of">People who name the entity in the same hours.</param>
    /// <param name="peopleMin">Distinct people that both must have been named by.</param>
    public void Find(ulong key, int minute, long of, int peopleMin, List<(ulong Product, long People)> found)
    {
        found.Clear();
        if (!_byKey.TryGetValue(key, out List<Pair>? pairs)) return;
        foreach (Pair pair in pairs)
        {
            long people = Math.Min(of, pair.People.Since(FirstMinute(minute)));
            if (people >= peopleMin && people >= of * ShareMin) found.Add((pair.Product, people));
        }

        found.Sort(static (a, b) => a.People != b.People ? b.People.CompareTo(a.People) : a.Product.CompareTo(b.Product));
        if (found.Count > CarriedMax) found.RemoveRange(CarriedMax, found.Count - CarriedMax);
    }

    /// <summary>Part of the people who name an entity that must name the product too, 0 to 1.</summary>
    private const double ShareMin = 0.2;

    private const int CarriedMax = 3;

    private Pair? PairOf(ulong key, ulong product, int minute, int people)
    {
        if (!_byKey.TryGetValue(key, out List<Pair>? pairs))
        {
            if (_pairs == PairsMax) return null;
            _byKey.Add(key, pairs = []);
        }

        foreach (Pair pair in pairs)
        {
            if (pair.Product == product) return pair;
        }

        if (pairs.Count < ProductsMax)
        {
            if (_pairs == PairsMax) return null;
            _pairs++;
            Pair added = _spare.Count > 0 ? _spare.Pop() : new Pair();
            pairs.Add(added);
            return added.Begin(product);
        }

        Pair fewest = pairs.MinBy(pair => (pair.People.Since(FirstMinute(minute)), pair.Product))!;
        return fewest.People.Since(FirstMinute(minute)) <= people ? fewest.Begin(product) : null;
    }

    private void Forget(ulong key)
    {
        _byKey.Remove(key, out List<Pair>? pairs);
        foreach (Pair pair in pairs!) _spare.Push(pair);
        _pairs -= pairs.Count;
    }

    public void Write(ByteBuffer to)
    {
        StateWriter.Write(to, _byKey.Count);
        foreach ((ulong key, List<Pair> pairs) in _byKey)
        {
            StateWriter.Write(to, (key, pairs.Count));
            foreach (Pair pair in pairs)
            {
                ByteBuffer people = new();
                pair.People.Write(people);
                StateWriter.Write(to, pair.Product);
                StateWriter.Write<byte>(to, people.Written);
            }
        }
    }

    /// <summary>Takes up what <see cref="Write"/> wrote.</summary>
    public void Read(ref StateReader from)
    {
        for (int left = from.Read<int>(); left > 0; left--)
        {
            (ulong key, int count) = from.Read<(ulong, int)>();
            List<Pair> pairs = [];
            for (int i = 0; i < count; i++)
            {
                Pair pair = new Pair().Begin(from.Read<ulong>());
                AvroReader people = new(from.Next<byte>(out _));
                pair.People.Read(ref people);
                pairs.Add(pair);
            }

            _byKey.Add(key, pairs);
            _pairs += count;
        }
    }

    /// <summary>A product, and the people who named it with the entity.</summary>
    private sealed class Pair
    {
        public ulong Product { get; private set; }

        public RecentPeople People { get; } = new();

        public Pair Begin(ulong product)
        {
            Product = product;
            People.Clear();
            return this;
        }
    }
}
