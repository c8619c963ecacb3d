namespace Houle.Streams.Embedded.Storage;

/// <summary>What was written may or may not be on the disk, and trying again would not tell: the process has to end.</summary>
internal sealed class InDoubtException(Exception inner)
    : Exception($"the log cannot say whether its last change is on the disk: {inner.Message}", inner);
