extern alias generator;

using System.Collections.Immutable;
using System.Globalization;
using generator::Houle.Avro.Generator;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace Houle.Avro.Tests;

public class GeneratorTests
{
    [Theory]
    [InlineData("{\n  \"type\": \"record\",\n  \"nam\": 1 }", "a.avsc(1,1): error HAVRO001: a record needs \"name\"")]
    [InlineData("{\n  \"type\": recrd }", "a.avsc(2,11): error HAVRO001: this is not JSON")]
    [InlineData("", "a.avsc(1,1): error HAVRO001: a JSON value is missing")]
    [InlineData("\"string\"", "a.avsc(1,1): error HAVRO002: a schema file must hold one record or enum")]
    [InlineData(
        "{\"type\": \"record\", \"name\": \"R\", \"fields\": [\n  {\"name\": \"a\", \"type\": \"int\", \"default\": \"x\"}]}",
        "a.avsc(2,43): error HAVRO001: the default of \"a\" is \"x\", which is not int")]
    [InlineData(
        "{\"type\": \"record\", \"name\": \"R\", \"fields\": [\n  {\"name\": \"a\", \"type\": [\"int\", \"string\"]}]}",
        "a.avsc(2,3): error HAVRO002: the union \"a\" is not null and one other type, which is all that generated types take")]
    [InlineData(
        "{\"type\": \"record\", \"name\": \"R\", \"fields\": [\n  {\"name\": \"a\", \"type\": {\"type\": \"array\", \"items\": \"R\"}}]}",
        "a.avsc(2,3): error HAVRO002: R contains itself; a generated type cannot")]
    [InlineData(
        "{\"type\": \"record\", \"name\": \"R\", \"fields\": [\n  {\"name\": \"a_b\", \"type\": \"int\"},\n  {\"name\": \"aB\", \"type\": \"int\"}]}",
        "a.avsc(3,3): error HAVRO004: two members of R become AB")]
    [InlineData(
        "{\"type\": \"record\", \"name\": \"R\", \"fields\": [\n  {\"name\": \"a\", \"type\": {\"type\": \"bytes\", \"logicalType\": \"decimal\", \"precision\": 19}}]}",
        "a.avsc(2,3): error HAVRO002: the decimal \"a\" has 19 digits; a generated one has at most 18")]
    public void Bad_schema_is_a_diagnostic_with_file_line_and_column(string schema, string expected) =>
        Run(("a.avsc", schema)).Diagnostics.Select(Text).ShouldBe([expected]);

    [Fact]
    public void Map_has_no_generated_form_and_the_message_says_what_has()
    {
        Diagnostic diagnostic = Run(("a.avsc", Record("R", "{\"type\": \"map\", \"values\": \"int\"}"))).Diagnostics.Single();
        diagnostic.Id.ShouldBe("HAVRO002");
        diagnostic.GetMessage(CultureInfo.InvariantCulture).ShouldStartWith("the field \"a\" has a map where generated types have none");
    }

    [Fact]
    public void Equal_definitions_in_two_files_become_one_type()
    {
        const string Color = "{\"type\": \"enum\", \"name\": \"Color\", \"symbols\": [\"red\", \"deep_blue\"]}";
        GeneratorDriverRunResult result = Run(("a.avsc", Record("A", Color)), ("b.avsc", Record("B", Color)));
        result.Diagnostics.ShouldBeEmpty();
        result.GeneratedTrees.Select(tree => Path.GetFileName(tree.FilePath)).Order(StringComparer.Ordinal)
            .ShouldBe(["Made.A.g.cs", "Made.B.g.cs", "Made.Color.g.cs"]);
    }

    [Fact]
    public void Two_definitions_of_one_name_are_a_diagnostic_at_the_second()
    {
        string first = Record("A", "{\"type\": \"enum\", \"name\": \"Color\", \"symbols\": [\"red\"]}");
        string second = Record("B", "{\"type\": \"enum\", \"name\": \"Color\", \"symbols\": [\"blue\"]}");
        Run(("a.avsc", first), ("b.avsc", second)).Diagnostics.Select(Text)
            .ShouldBe(["b.avsc(2,25): error HAVRO003: Color is defined differently in a.avsc"]);
    }

    [Fact]
    public void Bad_file_does_not_hide_a_good_one()
    {
        GeneratorDriverRunResult result = Run(("a.avsc", "{"), ("b.avsc", Record("B", "\"int\"")));
        result.Diagnostics.Length.ShouldBe(1);
        result.GeneratedTrees.Length.ShouldBe(1);
    }

    [Fact]
    public void Every_prefix_of_a_schema_is_a_diagnostic_and_never_an_exception()
    {
        string text = File.ReadAllText(Path.Combine(Checkout.Root, "schemas", "Sale.avsc"));
        for (int length = 0; length < text.Length - 2; length += 7)
        {
            GeneratorDriverRunResult result = Run(("Sale.avsc", text[..length]));
            result.Results[0].Exception.ShouldBeNull();
            result.Diagnostics.Single().Id.ShouldBe("HAVRO001");
        }
    }

    [Fact]
    public void Change_of_an_unrelated_file_runs_nothing_again()
    {
        GeneratorDriver driver = Driver([new SchemaText("a.avsc", Record("A", "\"int\""))]);
        driver = driver.RunGenerators(Compilation());
        driver = driver.RunGenerators(Compilation().AddSyntaxTrees(CSharpSyntaxTree.ParseText("class Unrelated;")));
        driver.GetRunResult().Results[0].TrackedOutputSteps.Values.SelectMany(steps => steps).SelectMany(step => step.Outputs)
            .ShouldAllBe(output => output.Reason == IncrementalStepRunReason.Cached);
    }

    private static string Record(string name, string type) =>
        $"{{\"type\": \"record\", \"name\": \"{name}\", \"fields\": [\n  {{\"name\": \"a\", \"type\": {type}}}]}}";

    private static string Text(Diagnostic diagnostic) => diagnostic.ToString();

    private static GeneratorDriverRunResult Run(params (string Path, string Text)[] files) =>
        Driver([.. files.Select(file => new SchemaText(file.Path, file.Text))]).RunGenerators(Compilation()).GetRunResult();

    private static GeneratorDriver Driver(AdditionalText[] files) => CSharpGeneratorDriver.Create(
        [new AvroGenerator().AsSourceGenerator()], files, optionsProvider: new Options(),
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    private static CSharpCompilation Compilation() => CSharpCompilation.Create("made");

    private sealed class SchemaText(string path, string text) : AdditionalText
    {
        public override string Path => path;

        public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text);
    }

    private sealed class Options : Microsoft.CodeAnalysis.Diagnostics.AnalyzerConfigOptionsProvider
    {
        public override Microsoft.CodeAnalysis.Diagnostics.AnalyzerConfigOptions GlobalOptions { get; } = new Namespace();

        public override Microsoft.CodeAnalysis.Diagnostics.AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

        public override Microsoft.CodeAnalysis.Diagnostics.AnalyzerConfigOptions GetOptions(AdditionalText textFile) => GlobalOptions;
    }

    private sealed class Namespace : Microsoft.CodeAnalysis.Diagnostics.AnalyzerConfigOptions
    {
        public override bool TryGetValue(string key, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? value)
        {
            value = key == "build_property.AvroNamespace" ? "Made" : null;
            return value is not null;
        }
    }
}
