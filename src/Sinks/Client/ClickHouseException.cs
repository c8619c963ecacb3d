namespace Houle.Sinks.Client;

/// <summary>What a ClickHouse server answered instead of a result.</summary>
public sealed class ClickHouseException(int code, string message) : Exception(message)
{
    /// <summary>The server's number for the error (system.errors), or 0 when it sent none (a proxy, say).</summary>
    public int Code { get; } = code;
}

/// <summary>A result passed the bound that the caller set on it.</summary>
public sealed class ResponseTooLargeException(int bytesMax)
    : Exception($"ClickHouse's answer is over {bytesMax} bytes; ask for fewer rows, or raise the bound");
