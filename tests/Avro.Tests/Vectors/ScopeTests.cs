namespace Houle.Avro.Tests.Vectors;

/// <summary>What of the vectors is not tried yet, counted, so that it can only shrink on purpose.</summary>
public class ScopeTests
{
    [Fact]
    public void Vectors_out_of_scope_are_these()
    {
        (string Reason, int Lines)[] outOfScope =
        [
            ("snappy: ocf", Ocf("snappy")),
            ("zstandard: ocf", Ocf("zstandard")),
        ];
        foreach ((string reason, int lines) in outOfScope) TestContext.Current.TestOutputHelper!.WriteLine($"{lines,4}  {reason}");
        outOfScope.Select(entry => entry.Lines).ShouldBe([10, 8]);
    }

    private static int Ocf(string codec) => Directory.EnumerateFiles(Path.Combine(VectorFile.Folder, "ocf"), "*.json")
        .Count(file => System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(file))!["codec"]!.GetValue<string>() == codec);
}
