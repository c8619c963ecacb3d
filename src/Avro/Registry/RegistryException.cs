namespace Houle.Avro.Registry;

/// <summary>Why a registry did not give what was asked of it: what a caller does differs by this.</summary>
public enum RegistryFailure
{
    /// <summary>Nobody answered in the attempts there are, or only with 408, 429 or 5xx: wait and ask again.</summary>
    Unreachable,

    /// <summary>It has no such id, subject or version.</summary>
    NotFound,

    /// <summary>The subject's compatibility rule refuses the schema (409).</summary>
    Incompatible,

    /// <summary>Who asks is not known or not allowed (401, 403), or its certificate is not trusted.</summary>
    Denied,

    /// <summary>It refuses the request (4xx): the schema is invalid, the subject's name, the level.</summary>
    Refused,

    /// <summary>What it answered is not an answer of a registry, or not an Avro schema.</summary>
    Malformed,
}

/// <summary>A registry did not give what was asked of it. The message names address, request and reason, and no secret.</summary>
public sealed class RegistryException(RegistryFailure failure, string message, int errorCode = 0, Exception? inner = null)
    : Exception(message, inner)
{
    public RegistryFailure Failure { get; } = failure;

    /// <summary>The registry's own code, such as 40401; else the HTTP status, or 0 where there was no answer.</summary>
    public int ErrorCode { get; } = errorCode;
}
