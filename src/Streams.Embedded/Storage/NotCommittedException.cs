namespace Houle.Streams.Embedded.Storage;

/// <summary>A change of the commit store failed and is known to have had no effect.</summary>
internal sealed class NotCommittedException(string message, Exception inner) : IOException(message, inner);
