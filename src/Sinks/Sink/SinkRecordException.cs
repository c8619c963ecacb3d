namespace Houle.Sinks.Sink;

/// <summary>A record holds what its table cannot; the message completes "the record ...".</summary>
internal sealed class SinkRecordException(string message) : Exception(message);

/// <summary>The sink cannot go on without a person: the message says what was found and what to do.</summary>
public sealed class SinkException(string message) : Exception(message);
