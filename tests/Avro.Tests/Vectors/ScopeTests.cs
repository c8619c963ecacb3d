namespace Houle.Avro.Tests.Vectors;

/// <summary>What of the vectors is not tried yet, counted, so that it can only shrink on purpose.</summary>
public class ScopeTests
{
    [Fact]
    public void Vectors_out_of_scope_are_these()
    {
        (string Reason, int Lines)[] outOfScope =
        [
            ("Confluent framing: confluent_wire.jsonl", VectorFile.Lines("confluent_wire.jsonl").Count),
            ("text of logical types: binary.jsonl with \"logical\"", VectorFile.Lines("binary.jsonl").Count(line => line["logical"] is not null)),
            ("MD5 and SHA-256 fingerprints: canonical.jsonl", VectorFile.Lines("canonical.jsonl").Count),
            ("snappy: ocf", Ocf("snappy")),
            ("zstandard: ocf", Ocf("zstandard")),
        ];
        foreach ((string reason, int lines) in outOfScope) TestContext.Current.TestOutputHelper!.WriteLine($"{lines,4}  {reason}");
        outOfScope.Select(entry => entry.Lines).ShouldBe([48, 20, 58, 10, 8]);
    }

    private static int Ocf(string codec) => Directory.EnumerateFiles(Path.Combine(VectorFile.Folder, "ocf"), "*.json")
        .Count(file => System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(file))!["codec"]!.GetValue<string>() == codec);
}
