using Houle.CommandLine;
using Houle.Simulation.Scenarios;

namespace Houle.Hosting;

/// <summary>Loads scenarios, and turns what is wrong with one into one message.</summary>
internal static class Scenarios
{
    /// <exception cref="CommandException">There is no such file, or it has errors: all of them, a line each.</exception>
    public static Scenario Load(string path)
    {
        if (!File.Exists(path)) throw CommandException.Usage($"{path} does not exist; scenarios/ has some");
        ScenarioLoad load = ScenarioFile.Load(path);
        return load.Scenario ?? throw CommandException.Usage(string.Join('\n', load.Errors));
    }
}
