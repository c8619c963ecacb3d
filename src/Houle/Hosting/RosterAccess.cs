using Houle.CommandLine;
using Houle.Configuration;
using Houle.Ingest.Privacy;
using Houle.Ingest.Rosters;
using Houle.Web;

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

    /// <summary>What the API tells of it; empty without a roster, and then no keys are needed.</summary>
    public static RosterView View(HouleConfig config)
    {
        if (config.Roster is null) return RosterView.Empty;
        return new RosterView(Load(config), PseudonymKeys.LoadOrCreate(config.Privacy.KeysFile ?? Path.Combine(Path.GetFullPath(config.Data), "pseudonym.keys")));
    }

    /// <summary>The audience segments that it puts creators in.</summary>
    /// <exception cref="CommandException">The file has errors.</exception>
    public static CreatorSegments Segments(HouleConfig config, PseudonymKeys keys) =>
        config.Roster is null ? CreatorSegments.None : new CreatorSegments(Load(config), keys);
}
