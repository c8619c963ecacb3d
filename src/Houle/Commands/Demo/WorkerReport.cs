using System.Text.Json;
using System.Text.Json.Serialization;
using Houle.Hosting;

namespace Houle.Commands.Demo;

/// <summary>One line of a worker's standard output: how far it is.</summary>
/// <param name="Lag">Records that some stage or sink has not read yet.</param>
internal sealed record WorkerReport(IReadOnlyList<IngestShare> Shares, long Lag, bool Done)
{
    public string ToLine() => JsonSerializer.Serialize(this, WorkerReportJson.Default.WorkerReport);

    public static WorkerReport Parse(string line) => JsonSerializer.Deserialize(line, WorkerReportJson.Default.WorkerReport)!;
}

[JsonSerializable(typeof(WorkerReport))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
internal sealed partial class WorkerReportJson : JsonSerializerContext;
