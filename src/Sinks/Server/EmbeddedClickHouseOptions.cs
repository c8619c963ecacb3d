namespace Houle.Sinks.Server;

/// <summary>How the embedded ClickHouse server runs.</summary>
public sealed record EmbeddedClickHouseOptions
{
    /// <summary>Its folder: data, configuration, logs. One server a folder.</summary>
    public required string Folder { get; init; }

    /// <summary>Port of HTTP on 127.0.0.1; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>libchdb.so; null looks at HOULE_LIBCHDB, then at what native/fetch-libchdb brings.</summary>
    public string? LibChdb { get; init; }

    /// <summary>Most memory the server may use, at least 200 MB.</summary>
    public long MemoryBytes { get; init; } = 1_500_000_000;

    /// <summary>Most threads of one query.</summary>
    public int Threads { get; init; } = 2;

    /// <summary>How long a start may take.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long to wait for an earlier server of the same folder, whose parent was killed, to end.</summary>
    public TimeSpan FolderTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a clean end may take before the process is killed.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often the running server is asked whether it answers; three misses in a row restart it.</summary>
    public TimeSpan HealthInterval { get; init; } = TimeSpan.FromSeconds(5);
}

/// <summary>The embedded ClickHouse server cannot start; the message says why and what to do.</summary>
public sealed class EmbeddedClickHouseException(string message, Exception? inner = null) : Exception(message, inner);
