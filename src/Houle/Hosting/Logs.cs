using System.Globalization;
using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Events;
using Serilog.Extensions.Logging;

namespace Houle.Hosting;

/// <summary>Where the log lines of libraries go.</summary>
internal static class Logs
{
    private const string Template = "{Timestamp:HH:mm:ss} {Level:u3} {SourceContext}: {Message:lj}{NewLine}{Exception}";

    /// <summary>Warnings and worse, on standard error.</summary>
    public static ILoggerFactory ToStandardError() => Factory(new LoggerConfiguration()
        .WriteTo.Console(
            LogEventLevel.Warning, Template, CultureInfo.InvariantCulture, standardErrorFromLevel: LogEventLevel.Verbose));

    /// <summary>Everything from Information on, appended to a file.</summary>
    public static ILoggerFactory ToFile(string path) => Factory(new LoggerConfiguration()
        .WriteTo.File(path, LogEventLevel.Information, Template, CultureInfo.InvariantCulture, shared: true));

    private static SerilogLoggerFactory Factory(LoggerConfiguration configuration) =>
        new(configuration.CreateLogger(), dispose: true);
}
