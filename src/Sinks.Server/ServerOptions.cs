using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security;

namespace Houle.Sinks.Server;

/// <summary>What the server is started with, and the configuration files ClickHouse reads it from.</summary>
internal sealed record ServerOptions(string Folder, int Port, string LibChdb, long MemoryBytes, int Threads)
{
    public const string Usage =
        "usage: houle-clickhouse --dir=FOLDER --port=N [--libchdb=FILE] [--memory-bytes=N] [--threads=N]\n" +
        "  --libchdb       libchdb.so (default: the variable HOULE_LIBCHDB)\n" +
        "  --memory-bytes  most memory the server may use (default 1500000000)\n" +
        "  --threads       most threads of one query (default 2)\n" +
        "  The server ends when its standard input closes.";

    private string ConfigFile => Path.Combine(Folder, "server.xml");

    private string UsersFile => Path.Combine(Folder, "users.xml");

    public static bool TryParse(
        string[] args, [NotNullWhen(true)] out ServerOptions? options, [NotNullWhen(false)] out string? problem)
    {
        options = null;
        string? folder = null, libChdb = Environment.GetEnvironmentVariable("HOULE_LIBCHDB");
        long port = 0, memoryBytes = 1_500_000_000, threads = 2;
        foreach (string arg in args)
        {
            int equals = arg.IndexOf('=', StringComparison.Ordinal);
            string name = equals < 0 ? arg : arg[..equals], value = equals < 0 ? "" : arg[(equals + 1)..];
            bool isUnderstood = name switch
            {
                "--dir" => (folder = value).Length > 0,
                "--libchdb" => (libChdb = value).Length > 0,
                "--port" => TryNumber(value, 1, 65535, out port),
                "--memory-bytes" => TryNumber(value, 200_000_000, long.MaxValue, out memoryBytes),
                "--threads" => TryNumber(value, 1, 1024, out threads),
                _ => false,
            };
            if (isUnderstood) continue;
            problem = $"'{arg}' is not an option, or its value is out of range";
            return false;
        }

        problem = (folder, port, libChdb) switch
        {
            (null, _, _) => "--dir is missing",
            (_, 0, _) => "--port is missing",
            (_, _, null or "") => "--libchdb is missing, and HOULE_LIBCHDB is not set",
            _ => null,
        };
        if (problem is not null) return false;
        options = new ServerOptions(Path.GetFullPath(folder!), (int)port, libChdb!, memoryBytes, (int)threads);
        return true;
    }

    /// <summary>Creates the folder and writes the two configuration files, each whole or not at all.</summary>
    public void PrepareFolder()
    {
        Directory.CreateDirectory(Folder);
        WriteWhole(ConfigFile, ServerXml());
        WriteWhole(UsersFile, UsersXml());
    }

    /// <summary>The command line of clickhouse-local that serves HTTP until its standard input ends.</summary>
    public string[] Arguments() =>
    [
        "clickhouse-local",
        $"--path={Path.Combine(Folder, "data")}",
        $"--config-file={ConfigFile}",
        "--log-level=information",
        $"--http_port={Port}",
        "--listen_host=127.0.0.1",
        "--multiquery",
        "--query",
        "SYSTEM START LISTEN HTTP; SELECT count() FROM file('/dev/stdin', LineAsString) FORMAT Null",
    ];

    /// <summary>Sized for a machine shared with the rest of Houle: caches and pools far below a dedicated server's.</summary>
    private string ServerXml() => $"""
        <clickhouse>
          <logger>
            <log>{Xml(Path.Combine(Folder, "server.log"))}</log>
            <errorlog>{Xml(Path.Combine(Folder, "server.err.log"))}</errorlog>
            <size>10M</size>
            <count>2</count>
          </logger>
          <users_config>{Xml(UsersFile)}</users_config>
          <max_server_memory_usage>{MemoryBytes}</max_server_memory_usage>
          <mark_cache_size>67108864</mark_cache_size>
          <index_mark_cache_size>16777216</index_mark_cache_size>
          <uncompressed_cache_size>0</uncompressed_cache_size>
          <max_connections>128</max_connections>
          <max_concurrent_queries>64</max_concurrent_queries>
          <max_thread_pool_size>512</max_thread_pool_size>
          <background_pool_size>{Threads}</background_pool_size>
          <background_schedule_pool_size>4</background_schedule_pool_size>
          <keep_alive_timeout>30</keep_alive_timeout>
        </clickhouse>

        """;

    /// <remarks>clickhouse-local opens its own session as 'default' without a password, so there can be none.</remarks>
    private string UsersXml() => $"""
        <clickhouse>
          <profiles>
            <default>
              <max_threads>{Threads}</max_threads>
              <max_memory_usage>{MemoryBytes / 10 * 7}</max_memory_usage>
              <async_insert>0</async_insert>
              <log_queries>0</log_queries>
            </default>
          </profiles>
          <users>
            <default>
              <password></password>
              <networks><ip>127.0.0.1</ip></networks>
              <profile>default</profile>
              <quota>default</quota>
            </default>
          </users>
          <quotas><default></default></quotas>
        </clickhouse>

        """;

    private static bool TryNumber(string text, long from, long to, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= from && number <= to;

    private static string Xml(string text) => SecurityElement.Escape(text);

    private static void WriteWhole(string file, string text)
    {
        string partial = $"{file}.{Environment.ProcessId}";
        File.WriteAllText(partial, text);
        File.Move(partial, file, overwrite: true);
    }
}
