using System.Collections.Immutable;
using System.Text;
using Houle.Avro.Schemas;
using Houle.Avro.Schemas.Json;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Houle.Avro.Generator;

/// <summary>Compiles every .avsc among a project's AdditionalFiles into a ref struct per record and an enum per enum.</summary>
/// <remarks>The MSBuild property AvroNamespace names the C# namespace of all of them (default Avro.Generated).</remarks>
[Generator(LanguageNames.CSharp)]
public sealed class AvroGenerator : IIncrementalGenerator
{
    private const string DefaultNamespace = "Avro.Generated";

    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValueProvider<ImmutableArray<SchemaFile>> files = context.AdditionalTextsProvider
            .Where(file => file.Path.EndsWith(".avsc", StringComparison.OrdinalIgnoreCase))
            .Select((file, cancel) => new SchemaFile(file.Path, file.GetText(cancel)?.ToString() ?? ""))
            .Collect();
        IncrementalValueProvider<string> space = context.AnalyzerConfigOptionsProvider.Select((options, _) =>
            options.GlobalOptions.TryGetValue("build_property.AvroNamespace", out string? name) && name.Length > 0
                ? name : DefaultNamespace);
        context.RegisterSourceOutput(files.Combine(space), (output, input) => Emit(output, input.Left, input.Right));
    }

    private static void Emit(SourceProductionContext output, ImmutableArray<SchemaFile> files, string space)
    {
        var types = new TypeSet(space);
        foreach (SchemaFile file in files.OrderBy(file => file.Path, StringComparer.Ordinal))
        {
            try
            {
                types.Add(file, Schema.Parse(file.Text));
            }
            catch (SchemaException error)
            {
                output.ReportDiagnostic(Diagnostics.At(Diagnostics.NotASchema, file.Path, error.At, error.What));
            }
            catch (GeneratorException error)
            {
                output.ReportDiagnostic(Diagnostics.At(error.Descriptor, file.Path, error.At, error.Message));
            }
        }

        foreach (Diagnostic clash in types.Clashes) output.ReportDiagnostic(clash);
        foreach (GeneratedType type in types.All)
            output.AddSource($"{space}.{type.Name}.g.cs", SourceText.From(type.Source, Encoding.UTF8));
    }
}

/// <summary>A schema file; equal by path and text, so that an unchanged one is not compiled again.</summary>
internal sealed record SchemaFile(string Path, string Text);

/// <summary>A type that was generated, and where its schema stands.</summary>
internal sealed record GeneratedType(string Name, string Source, string Path, JsonPosition At, bool IsTopLevel);
