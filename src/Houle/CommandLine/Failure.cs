using Houle.Configuration;
using Houle.Ingest;
using Houle.Simulation;
using Houle.Sinks.Client;
using Houle.Sinks.Schema;
using Houle.Sinks.Server;
using Houle.Sinks.Sink;
using Houle.Streams.Log;

namespace Houle.CommandLine;

/// <summary>Turns what a command throws into an exit code and one line; a bug keeps its stack trace.</summary>
internal static class Failure
{
    /// <returns>Null for what nobody foresaw: it is a bug, and ends the process as one.</returns>
    public static int? ExitCodeOf(Exception e) => e switch
    {
        CommandException command => command.ExitCode,
        ConfigException or SimulationException or FileNotFoundException or DirectoryNotFoundException => ExitCodes.Usage,
        EmbeddedClickHouseException or HttpRequestException or LogUnavailableException => ExitCodes.Unreachable,
        OperationCanceledException => ExitCodes.Failed,
        IngestException or SinkException or SchemaException or ClickHouseException => ExitCodes.Failed,
        LogException or IOException or UnauthorizedAccessException => ExitCodes.Failed,
        _ => null,
    };

    public static string MessageOf(Exception e) => e switch
    {
        ConfigException => e.Message,
        OperationCanceledException => "houle: interrupted; start it again to go on",
        _ => $"houle: {e.Message}",
    };
}
