using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Houle.Simulation.World;

/// <summary>Names for the many things and people that a scenario does not name itself: invented, and nobody's.</summary>
public static class Words
{
    private static readonly string[] Things =
    [
        "lune", "quai", "pluie", "gaufre", "lanterne", "canal", "tram", "marche", "nuage", "fenetre", "velo", "passerelle",
        "coteau", "sirop", "cramique", "tambour", "balcon", "ruelle", "moulin", "verger", "brume", "chandail", "papillon",
        "soleil", "pave", "kiosque", "guitare", "tilleul", "ardoise", "cerise", "galet", "hirondelle", "jardin", "lavande",
        "miroir", "noisette", "orage", "phare", "rivage", "sentier", "tartine", "valise", "abeille", "bougie", "cabane",
        "dune", "ecluse", "falaise", "grenier", "herbe", "iris", "jonquille", "lilas", "mirabelle", "neige", "olive",
        "pinson", "roseau", "sureau", "trefle", "vague", "verveine", "aurore", "braise",
    ];

    private static readonly string[] Ways =
    [
        "douce", "de-minuit", "qui-danse", "en-fete", "tranquille", "de-mars", "dore", "du-nord", "sans-fin", "rieuse",
        "a-deux", "lointaine", "du-dimanche", "en-boucle", "bleue", "legere", "du-matin", "en-ville", "volante", "sucree",
        "timide", "de-papier", "en-hiver", "chantante", "perdue", "claire", "d-ete", "brillante", "fidele", "du-soir",
        "en-couleur", "paisible", "vive", "de-poche", "argentee", "facile", "du-lundi", "a-velo", "sauvage", "tendre",
    ];

    private static readonly string[] People =
    [
        "lea", "noah", "mila", "sami", "lina", "tom", "yara", "jules", "nora", "elio", "zoe", "adam", "ines", "milo", "fien",
        "ilyes", "romy", "basile", "aya", "victor", "maud", "rayan", "elsa", "oscar", "salma", "gilles", "anouk", "karim",
        "louise", "bram", "hiba", "theo",
    ];

    private static readonly byte[][] ThingsUtf8 = [.. Things.Select(Encoding.ASCII.GetBytes)];
    private static readonly byte[][] PeopleUtf8 = [.. People.Select(Encoding.ASCII.GetBytes)];

    /// <summary>Words joined by hyphens; different for every index.</summary>
    public static string Id(int index)
    {
        (int rest, int thing) = Math.DivRem(index, Things.Length);
        (int number, int way) = Math.DivRem(rest, Ways.Length);
        // The way runs with the thing, so that neighbours in rank do not all sound alike.
        string id = $"{Things[thing]}-{Ways[(way + thing) % Ways.Length]}";
        return number == 0 ? id : string.Create(CultureInfo.InvariantCulture, $"{id}-{number + 1}");
    }

    /// <summary>An account's name, different for every index; ASCII.</summary>
    /// <param name="to">At least 32 bytes.</param>
    /// <returns>Its length.</returns>
    public static int WriteHandle(int index, Span<byte> to)
    {
        (int rest, int person) = Math.DivRem(index, PeopleUtf8.Length);
        (int number, int thing) = Math.DivRem(rest, ThingsUtf8.Length);
        int at = Append(PeopleUtf8[person], to, 0);
        to[at++] = (byte)'.';
        at = Append(ThingsUtf8[(thing + person) % ThingsUtf8.Length], to, at);
        if (number == 0) return at;
        to[at++] = (byte)'.';
        Utf8Formatter.TryFormat(number + 1, to[at..], out int digits);
        return at + digits;
    }

    /// <summary>An id as people write it: <c>lune-de-minuit</c> is <c>Lune de minuit</c>.</summary>
    public static string Name(string id)
    {
        string words = id.Replace('-', ' ');
        return $"{char.ToUpperInvariant(words[0])}{words[1..]}";
    }

    private static int Append(byte[] word, Span<byte> to, int at)
    {
        word.CopyTo(to[at..]);
        return at + word.Length;
    }
}
