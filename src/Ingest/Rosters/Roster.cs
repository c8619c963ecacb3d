using Houle.Ingest.Privacy;

namespace Houle.Ingest.Rosters;

/// <summary>A professional creator whom the brand works with, by name and accounts.</summary>
/// <param name="Accounts">Each platform and account: <c>instagram:anna.bakt</c>.</param>
public sealed record RosterEntry(string Name, IReadOnlyList<string> Accounts)
{
    /// <summary>Ids of the audience segments that this creator is put in, at most <see cref="SegmentsMax"/>.</summary>
    public IReadOnlyList<string> Segments { get; init; } = [];

    /// <summary>As many as are counted of a mention.</summary>
    public const int SegmentsMax = 4;
}

/// <summary>A giveaway, or anything else announced that brings followers at once and is no fraud.</summary>
/// <param name="Account">Whose it is: platform and account.</param>
/// <param name="StartsAtMs">First moment.</param>
/// <param name="EndsAtMs">First moment after it.</param>
public sealed record Giveaway(string Account, string Name, long StartsAtMs, long EndsAtMs);

/// <summary>Creators who may be named, and what they announced. Names are in this file alone: topics and tables hold pseudonyms, and who
/// is taken off it is nameless from the next start on.</summary>
public sealed class Roster(IReadOnlyList<RosterEntry> entries, IReadOnlyList<Giveaway> giveaways)
{
    public static Roster Empty { get; } = new([], []);

    public IReadOnlyList<RosterEntry> Entries { get; } = entries;

    public IReadOnlyList<Giveaway> Giveaways { get; } = giveaways;

    /// <summary>Reads a roster from YAML.</summary>
    /// <returns>The roster, or null and every error as <c>file:line:column: what is wrong</c>.</returns>
    /// <exception cref="IngestException">The file cannot be read.</exception>
    public static (Roster? Roster, IReadOnlyList<string> Errors) Load(string path)
    {
        try
        {
            return new RosterParser(path).Parse(File.ReadAllText(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IngestException($"{path}: cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Names by pseudonym, under the keys that ingest uses.</summary>
    public IReadOnlyDictionary<string, string> Names(PseudonymKeys keys)
    {
        Pseudonyms pseudonyms = new(keys);
        return Entries.SelectMany(entry => entry.Accounts, (entry, account) => (AccountName.Pseudonym(pseudonyms, account)!, entry.Name))
            .ToDictionary(one => one.Item1, one => one.Name, StringComparer.Ordinal);
    }
}
