namespace Houle.Detection.Bursts;

/// <summary>What a cell saw of one key in one closed minute.</summary>
/// <param name="Key">Stable 64-bit hash of the key (kind and entity).</param>
/// <param name="Creators">Distinct creators in that minute, at least 1; above 4,294,967,295 it counts as that many.</param>
/// <param name="WeightMicros">Their authenticity-weighted count in millionths, 0 to 1,000,000 x <paramref name="Creators"/>.</param>
/// <param name="CreatorA">Hash of one of the creators, for admission; 0 where creators are unknown: then every
/// creator-minute counts as another creator.</param>
/// <param name="CreatorB">Hash of a second one, or 0. More are not needed: a minute with three admits at once.</param>
public readonly record struct KeyMinute(ulong Key, long Creators, long WeightMicros, ulong CreatorA = 0, ulong CreatorB = 0);
