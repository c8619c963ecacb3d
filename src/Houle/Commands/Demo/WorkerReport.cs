using System.Text.Json;
using System.Text.Json.Serialization;

namespace Houle.Commands.Demo;

/// <summary>How far a feed is: rows read, and its share of all its bytes from 0 to 1.</summary>
internal sealed record FeedProgress(string Name, long Rows, double Share);

/// <summary>One line of a worker's standard output: how far it is.</summary>
/// <param name="Lag">Records that some stage or sink has not read yet.</param>
internal sealed record WorkerReport(IReadOnlyList<FeedProgress> Feeds, long Lag, bool Done)
{
    public string ToLine() => JsonSerializer.Serialize(this, WorkerReportJson.Default.WorkerReport);

    public static WorkerReport Parse(string line) => JsonSerializer.Deserialize(line, WorkerReportJson.Default.WorkerReport)!;
}

[JsonSerializable(typeof(WorkerReport))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
internal sealed partial class WorkerReportJson : JsonSerializerContext;
