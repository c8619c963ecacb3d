using System.Text.Json.Serialization;

namespace Houle.Commands.Demo.Facts;

/// <summary>A count of one entity in one span, as ClickHouse answers it.</summary>
/// <param name="Time">Start of the span, in seconds since 1970.</param>
internal sealed record CountedRow(string Entity, long Time, long Count)
{
    public DateTime At => DateTime.UnixEpoch.AddSeconds(Time);
}

[JsonSerializable(typeof(CountedRow))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
internal sealed partial class CountedRowJson : JsonSerializerContext;
