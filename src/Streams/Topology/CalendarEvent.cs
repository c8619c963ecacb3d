namespace Houle.Streams.Topology;

/// <summary>Something that was known to happen: a match, a holiday, a storm.</summary>
/// <param name="Cell">Where: a city, or a place above cities for all of them.</param>
/// <param name="StartMs">First moment, UTC.</param>
/// <param name="EndMs">First moment after it, UTC.</param>
/// <param name="Name">As alerts name it.</param>
public sealed record CalendarEvent(string Cell, long StartMs, long EndMs, string Name);
