using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Houle.Avro.Json;

namespace Houle.CommandLine;

/// <summary>How JSON leaves the program: indented, and with letters as they are.</summary>
internal static class Json
{
    /// <summary>As deep as a decoded value can be, with a record around it.</summary>
    public const int DepthMax = AvroJson.JsonDepthMax + 8;

    private static readonly JsonSerializerOptions Indented = new()
    {
        MaxDepth = DepthMax,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly JsonSerializerOptions OneLine = new() { MaxDepth = DepthMax, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Document(JsonNode node) => node.ToJsonString(Indented);

    public static string Line(JsonNode node) => node.ToJsonString(OneLine);
}
