namespace Houle.Streams.Alerts.Text;

/// <summary>"In" a place, in French: à Liège, au Havre, aux Sables-d’Olonne, en Belgique, au Canada, aux Pays-Bas.</summary>
internal static class FrenchPlaces
{
    private static readonly string[] Plural =
        ["états-unis", "pays-bas", "philippines", "émirats arabes unis", "comores", "maldives", "seychelles", "bahamas", "fidji", "îles"];

    // Islands and city states that take no article.
    private static readonly string[] Bare =
        ["cuba", "malte", "chypre", "singapour", "monaco", "madagascar", "taïwan", "maurice", "haïti", "saint-marin", "djibouti", "oman", "bahreïn", "hong kong"];

    // Names in -e that are masculine all the same.
    private static readonly string[] MasculineInE = ["mexique", "mozambique", "cambodge", "zimbabwe", "belize", "suriname"];

    public static string In(string name, bool isCountry)
    {
        if (name.StartsWith("Le ", StringComparison.OrdinalIgnoreCase)) return $"au {name[3..]}";
        if (name.StartsWith("Les ", StringComparison.OrdinalIgnoreCase)) return $"aux {name[4..]}";
        if (!isCountry) return $"à {name}";
        string lower = name.ToLowerInvariant();
        if (Plural.Any(start => lower.StartsWith(start, StringComparison.Ordinal))) return $"aux {name}";
        if (Bare.Any(start => lower.StartsWith(start, StringComparison.Ordinal))) return $"à {name}";
        bool vowel = "aeiouéèêâîô".Contains(lower[0], StringComparison.Ordinal);
        string noun = lower.Split(' ')[0];
        bool feminine = noun.EndsWith('e') && !MasculineInE.Contains(noun);
        return vowel || feminine ? $"en {name}" : $"au {name}";
    }
}
