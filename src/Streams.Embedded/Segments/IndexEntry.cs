namespace Houle.Streams.Embedded.Segments;

/// <summary>The record at <paramref name="Offset"/> (counted from the segment's first) starts at <paramref name="Position"/>.</summary>
internal readonly record struct IndexEntry(int Offset, int Position);
