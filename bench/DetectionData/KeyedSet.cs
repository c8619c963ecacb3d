namespace Houle.Bench.DetectionData;

/// <summary>Counts of keys in cells of ../shared/data, and what is known to have happened.</summary>
/// <param name="StepMinutes">Time between the minutes of the rows.</param>
/// <param name="LearningDays">Days of each cell in which nothing may alert.</param>
/// <param name="Events">Cell, key ("" for any), first minute, and minutes within which an alert is on it.</param>
internal sealed record KeyedSet(
    string Name, int StepMinutes, int LearningDays, IEnumerable<(int Minute, string Cell, string Key, long Count)> Rows,
    (string Cell, string Key, int Minute, int Length)[] Events);

/// <summary>An alert, or how loud a key's last hour was.</summary>
internal readonly record struct Loud(int Minute, string Cell, string Key, double Score);
