using Houle.Detection.Multiplicity;
using MathNet.Numerics.Distributions;

namespace Houle.Detection.Audience;

/// <summary>Two accounts that acted together too often to be chance.</summary>
/// <param name="Together">Objects on which both acted within the window.</param>
/// <param name="Expected">How many that would be by chance.</param>
/// <param name="Q">Benjamini and Hochberg's q-value over all pairs that share enough objects.</param>
public readonly record struct PodPair(int First, int Second, int Together, double Expected, double Q);

/// <summary>Finds pods: accounts that act on the same objects within seconds, far more often than their activity explains.</summary>
/// <remarks>
/// Null: on each object the times of two accounts are independent draws from that object's own times, so they fall within the
/// window with the object's chance pi (the share of its pairs of accounts that do). The number of times that a pair meets is then close to
/// Poisson with the sum of pi over the objects that both acted on; sharing an object at all is taken as given. Shared objects must number
/// at least <c>least</c>. Multiple testing by Benjamini-Hochberg over every pair of accounts that share that many objects.
/// </remarks>
public static class PodDetector
{
    /// <param name="acts">Account, object and time; any order.</param>
    /// <param name="windowMs">How close counts as together; above 0.</param>
    /// <param name="q">Level of the false-discovery rate, 0 to 1.</param>
    /// <param name="least">Meetings that a pair needs, at least 2.</param>
    /// <param name="perObjectMax">An object with more acts than this within a stretch is cut there: a bound on pairs.</param>
    public static List<PodPair> Find(IReadOnlyList<(int Account, int Object, long TimeMs)> acts, long windowMs, double q, int least = 2, int perObjectMax = 4_000)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(windowMs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(least, 2);
        Dictionary<long, int> together = [];
        Dictionary<int, double> chanceOf = [];
        Dictionary<int, List<int>> objectsOf = [];
        foreach (IGrouping<int, (int Account, int Object, long TimeMs)> group in acts.GroupBy(act => act.Object))
        {
            // An account's first act on an object counts; the rest is its own repetition.
            (int Account, long TimeMs)[] firsts = [.. group.GroupBy(act => act.Account).Select(own => (own.Key, own.Min(act => act.TimeMs))).OrderBy(act => act.Item2).ThenBy(act => act.Key).Take(perObjectMax)];
            long near = 0;
            for (int i = 0; i < firsts.Length; i++)
            {
                for (int j = i + 1; j < firsts.Length && firsts[j].TimeMs - firsts[i].TimeMs <= windowMs; j++)
                {
                    near++;
                    long pair = Key(firsts[i].Account, firsts[j].Account);
                    together[pair] = together.GetValueOrDefault(pair) + 1;
                }

                if (!objectsOf.TryGetValue(firsts[i].Account, out List<int>? own)) objectsOf[firsts[i].Account] = own = [];
                own.Add(group.Key);
            }

            double pairs = firsts.Length * (firsts.Length - 1.0) / 2;
            // A half is added to each side, so that two accounts that are alone on an object are not proof by themselves.
            chanceOf[group.Key] = pairs == 0 ? 0 : (near + 0.5) / (pairs + 1);
        }

        foreach (List<int> own in objectsOf.Values) own.Sort();
        long tests = CountTests(objectsOf, least);
        List<(long Pair, int Together, double Expected, double P)> found = [];
        foreach ((long pair, int count) in together)
        {
            if (count < least) continue;
            double expected = Shared(objectsOf[(int)(pair >> 32)], objectsOf[(int)(uint)pair], chanceOf);
            found.Add((pair, count, expected, 1 - Poisson.CDF(expected, count - 1)));
        }

        found.Sort((a, b) => a.P != b.P ? a.P.CompareTo(b.P) : a.Pair.CompareTo(b.Pair));
        double[] sorted = [.. found.Select(one => Math.Clamp(one.P, 0, 1))], values = new double[sorted.Length];
        FalseDiscovery.BenjaminiHochberg(sorted, Math.Max(tests, sorted.Length), values);
        return [.. found.Select((one, i) => new PodPair((int)(one.Pair >> 32), (int)(uint)one.Pair, one.Together, one.Expected, values[i])).Where(one => one.Q <= q)];
    }

    /// <summary>Groups that pairs chain together, largest first.</summary>
    public static List<List<int>> Groups(IReadOnlyList<PodPair> pairs)
    {
        Dictionary<int, int> parents = [];
        foreach (PodPair pair in pairs)
        {
            int a = Root(pair.First), b = Root(pair.Second);
            if (a != b) parents[Math.Max(a, b)] = Math.Min(a, b);
        }

        return [.. parents.Keys.ToArray().GroupBy(Root).Select(group => group.Order().ToList()).OrderByDescending(group => group.Count).ThenBy(group => group[0])];

        int Root(int account)
        {
            parents.TryAdd(account, account);
            while (parents[account] != account) account = parents[account] = parents[parents[account]];
            return account;
        }
    }

    private static long Key(int a, int b) => (long)Math.Min(a, b) << 32 | (uint)Math.Max(a, b);

    /// <summary>Pairs of accounts that share at least so many objects: all that could have met often enough. Which pairs these are does
    /// not depend on times, so that counting no others is sound.</summary>
    private static long CountTests(Dictionary<int, List<int>> objectsOf, int least)
    {
        Dictionary<int, List<int>> accountsOf = [];
        foreach ((int account, List<int> own) in objectsOf)
        {
            if (own.Count < least) continue;
            foreach (int one in own)
            {
                if (!accountsOf.TryGetValue(one, out List<int>? accounts)) accountsOf[one] = accounts = [];
                accounts.Add(account);
            }
        }

        long tests = 0;
        Dictionary<int, int> shared = [];
        foreach ((int account, List<int> own) in objectsOf)
        {
            if (own.Count < least) continue;
            shared.Clear();
            foreach (int one in own)
            {
                foreach (int other in accountsOf[one])
                {
                    if (other > account) shared[other] = shared.GetValueOrDefault(other) + 1;
                }
            }

            tests += shared.Values.LongCount(count => count >= least);
        }

        return tests;
    }

    private static double Shared(List<int> a, List<int> b, Dictionary<int, double> chanceOf)
    {
        double sum = 0;
        for (int i = 0, j = 0; i < a.Count && j < b.Count;)
        {
            if (a[i] == b[j])
            {
                sum += chanceOf[a[i]];
                i++;
                j++;
            }
            else if (a[i] < b[j]) i++;
            else j++;
        }

        return sum;
    }
}
