namespace Houle.Ingest;

/// <summary>An input that cannot be taken in at all; the message names the file and line, and what to do.</summary>
public sealed class IngestException(string message, Exception? inner = null) : Exception(message, inner);
