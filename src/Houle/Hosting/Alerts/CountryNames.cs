using Houle.Ingest.Places;
using Houle.Streams.Alerts.Text;

namespace Houle.Hosting.Alerts;

/// <summary>Countries as each language writes them, accents included; those without a line here keep their English name.</summary>
internal static class CountryNames
{
    private static readonly Dictionary<string, (string French, string Dutch)> Names = new(StringComparer.Ordinal)
    {
        ["be"] = ("Belgique", "België"), ["fr"] = ("France", "Frankrijk"), ["nl"] = ("Pays-Bas", "Nederland"),
        ["lu"] = ("Luxembourg", "Luxemburg"), ["de"] = ("Allemagne", "Duitsland"), ["gb"] = ("Royaume-Uni", "Verenigd Koninkrijk"),
        ["ie"] = ("Irlande", "Ierland"), ["es"] = ("Espagne", "Spanje"), ["pt"] = ("Portugal", "Portugal"), ["it"] = ("Italie", "Italië"),
        ["ch"] = ("Suisse", "Zwitserland"), ["at"] = ("Autriche", "Oostenrijk"), ["dk"] = ("Danemark", "Denemarken"),
        ["se"] = ("Suède", "Zweden"), ["no"] = ("Norvège", "Noorwegen"), ["fi"] = ("Finlande", "Finland"), ["pl"] = ("Pologne", "Polen"),
        ["cz"] = ("Tchéquie", "Tsjechië"), ["gr"] = ("Grèce", "Griekenland"), ["tr"] = ("Turquie", "Turkije"), ["ma"] = ("Maroc", "Marokko"),
        ["dz"] = ("Algérie", "Algerije"), ["tn"] = ("Tunisie", "Tunesië"), ["sn"] = ("Sénégal", "Senegal"), ["us"] = ("États-Unis", "Verenigde Staten"),
        ["ca"] = ("Canada", "Canada"), ["mx"] = ("Mexique", "Mexico"), ["br"] = ("Brésil", "Brazilië"), ["au"] = ("Australie", "Australië"),
        ["jp"] = ("Japon", "Japan"), ["cn"] = ("Chine", "China"), ["in"] = ("Inde", "India"),
    };

    /// <returns>Null when the cell is no country.</returns>
    public static string? Of(string cell, AlertLanguage language)
    {
        if (language != AlertLanguage.English && Names.TryGetValue(cell, out (string French, string Dutch) names))
            return language == AlertLanguage.French ? names.French : names.Dutch;
        return Countries.Shared.Name(cell);
    }
}
