namespace Houle.Ingest.Yaml;

/// <summary>Finds the word that somebody who mistyped probably meant.</summary>
internal static class Suggestion
{
    /// <returns>"; did you mean 'x'?", or "; known are a, b, c" when nothing is near.</returns>
    public static string For(string typed, IEnumerable<string> known)
    {
        string[] words = [.. known.Order(StringComparer.Ordinal)];
        string? nearest = words.MinBy(word => Distance(typed, word));
        return nearest is not null && Distance(typed, nearest) <= Math.Max(1, nearest.Length / 3)
            ? $"; did you mean '{nearest}'?"
            : $"; known are {string.Join(", ", words)}";
    }

    /// <summary>Levenshtein's distance.</summary>
    private static int Distance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int substituted = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substituted, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
