using System.Text.Json;
using System.Text.Json.Serialization;

namespace Houle.Hosting;

/// <summary>Says who is at work on a data folder, under which run name, and where its ClickHouse listens, for commands that look in.</summary>
/// <remarks>A hint, not a lock: it may be left behind by a killed process, so <see cref="Read"/> asks the kernel.</remarks>
internal sealed record RunningFile(int ProcessId, string Run, string ClickHouse)
{
    private const string Name = "running.json";

    /// <summary>What is running now, or null.</summary>
    public static RunningFile? Read(string folder)
    {
        try
        {
            RunningFile? running = JsonSerializer.Deserialize(
                File.ReadAllText(Path.Combine(folder, Name)), RunningFileJson.Default.RunningFile);
            return running is not null && IsHoule(running.ProcessId) ? running : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null; // absent, or half written by a start that is under way
        }
    }

    public void Write(string folder) =>
        File.WriteAllText(Path.Combine(folder, Name), JsonSerializer.Serialize(this, RunningFileJson.Default.RunningFile));

    public static void Delete(string folder) => File.Delete(Path.Combine(folder, Name));

    private static bool IsHoule(int processId)
    {
        string commandLine = $"/proc/{processId}/cmdline";
        return File.Exists(commandLine) && File.ReadAllText(commandLine).Contains("houle", StringComparison.OrdinalIgnoreCase);
    }
}

[JsonSerializable(typeof(RunningFile))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
internal sealed partial class RunningFileJson : JsonSerializerContext;
