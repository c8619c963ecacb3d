using System.Text.Json;
using System.Text.Json.Nodes;

namespace Houle.Avro.Tests.Vectors;

/// <summary>The reference vectors made with Java's Avro 1.12.2 (../shared/data/avro, README there).</summary>
internal static class VectorFile
{
    public static string Folder => Checkout.Shared("avro");

    public static List<JsonObject> Lines(string name) =>
        [.. File.ReadLines(Path.Combine(Folder, name)).Select(line => JsonNode.Parse(line, documentOptions: Deep)!.AsObject())];

    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 10_000 };

    public static string Text(this JsonObject line, string member) => line[member]!.GetValue<string>();

    public static byte[] Hex(this JsonObject line, string member) => Convert.FromHexString(line.Text(member));

    public static Avro.Schemas.Schema Schema(this JsonObject line, string member) =>
        Avro.Schemas.Schema.Parse(line[member]!.ToJsonString());
}
