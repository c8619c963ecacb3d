using Houle.CommandLine;
using Houle.Configuration;
using Houle.Ingest.Privacy;
using Houle.Ingest.Rosters;

namespace Houle.Hosting;

/// <summary>The roster of the configuration, and the names that it gives to pseudonyms.</summary>
internal static class RosterAccess
{
    /// <exception cref="CommandException">The file has errors: all of them, a line each.</exception>
    public static Roster Load(HouleConfig config)
    {
        if (config.Roster is null) return Roster.Empty;
        (Roster? roster, IReadOnlyList<string> errors) = Roster.Load(config.Roster);
        return roster ?? throw CommandException.Usage(string.Join('\n', errors));
    }

    /// <summary>Names by pseudonym; empty without a roster, and then no keys are needed.</summary>
    public static IReadOnlyDictionary<string, string> Names(HouleConfig config)
    {
        Roster roster = Load(config);
        if (roster.Entries.Count == 0) return new Dictionary<string, string>();
        return roster.Names(PseudonymKeys.LoadOrCreate(config.Privacy.KeysFile ?? Path.Combine(Path.GetFullPath(config.Data), "pseudonym.keys")));
    }
}
