// houle-clickhouse: a ClickHouse server in a process of its own, for one folder. It ends when its standard input
// closes, so that no server survives its parent, however the parent died.
using Houle.Sinks.Server;

if (!ServerOptions.TryParse(args, out ServerOptions? options, out string? problem))
{
    Console.Error.WriteLine($"houle-clickhouse: {problem}");
    Console.Error.WriteLine(ServerOptions.Usage);
    return 2;
}

try
{
    options.PrepareFolder();
    // The terminal's Ctrl-C goes to the whole process group: whether this server ends is the parent's decision.
    Posix.LeaveProcessGroup();
    using var lifeline = Lifeline.Attach(TimeSpan.FromSeconds(20));
    string? error = ClickHouseLocal.Run(options.LibChdb, options.Arguments());
    if (lifeline.IsCut) return 0;
    Console.Error.WriteLine($"houle-clickhouse: the server ended on its own{(error is null ? "" : ": " + error)}");
    return 1;
}
catch (Exception e) when (e is IOException or UnauthorizedAccessException or DllNotFoundException
                              or BadImageFormatException or EntryPointNotFoundException)
{
    Console.Error.WriteLine($"houle-clickhouse: {e.Message}");
    return 3;
}
