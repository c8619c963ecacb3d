using System.Text;
using Houle.Ingest.Places;

namespace Houle.Simulation.Scenarios;

/// <summary>A scenario, or all that is wrong with its file.</summary>
/// <param name="Errors">Each <c>scenarios/x.yaml:12:3: what is wrong</c>, in the file's order.</param>
public sealed record ScenarioLoad(Scenario? Scenario, IReadOnlyList<string> Errors);

/// <summary>Reads scenario files.</summary>
public static class ScenarioFile
{
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static ScenarioLoad Load(string path) => new ScenarioParser(path, File.ReadAllBytes(path), Gazetteer.Shared).Parse();

    /// <summary>Checks a scenario given as text; <paramref name="path"/> names it in errors.</summary>
    public static ScenarioLoad Parse(string path, string yaml) =>
        new ScenarioParser(path, Encoding.UTF8.GetBytes(yaml), Gazetteer.Shared).Parse();
}
