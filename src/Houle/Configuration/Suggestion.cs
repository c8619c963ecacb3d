namespace Houle.Configuration;

/// <summary>Guesses which of the known words was meant.</summary>
internal static class Suggestion
{
    /// <summary>"; did you mean 'x'?" for the nearest word within a third of its length in edits, or nothing.</summary>
    public static string For(string word, IEnumerable<string> known)
    {
        (string Word, int Distance) nearest = known
            .Select(candidate => (Word: candidate, Distance: Distance(word, candidate)))
            .OrderBy(pair => pair.Distance)
            .ThenBy(pair => pair.Word, StringComparer.Ordinal)
            .FirstOrDefault(("", int.MaxValue));
        return nearest.Distance <= Math.Max(1, nearest.Word.Length / 3) ? $"; did you mean '{nearest.Word}'?" : "";
    }

    /// <summary>Insertions, deletions, replacements and swaps of neighbours that turn one word into the other.</summary>
    private static int Distance(string a, string b)
    {
        int[,] cost = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++) cost[i, 0] = i;
        for (int j = 0; j <= b.Length; j++) cost[0, j] = j;
        for (int i = 1; i <= a.Length; i++)
        {
            for (int j = 1; j <= b.Length; j++)
            {
                int replace = cost[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                cost[i, j] = Math.Min(replace, Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    cost[i, j] = Math.Min(cost[i, j], cost[i - 2, j - 2] + 1);
            }
        }
        return cost[a.Length, b.Length];
    }
}
