using Houle.Avro.Schemas.Json;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Houle.Avro.Generator;

/// <summary>What the generator reports instead of failing: always with the schema file and the place in it.</summary>
internal static class Diagnostics
{
    public static readonly DiagnosticDescriptor NotASchema = Error("HAVRO001", "Not an Avro schema", "{0}");

    public static readonly DiagnosticDescriptor NotSupported = Error(
        "HAVRO002", "Schema without a generated form", "{0}");

    public static readonly DiagnosticDescriptor DefinedTwice = Error(
        "HAVRO003", "One name, two definitions", "{0} is defined differently in {1}");

    public static readonly DiagnosticDescriptor NameClash = Error(
        "HAVRO004", "Two names become one in C#", "{0}");

    public static Diagnostic At(DiagnosticDescriptor descriptor, string file, JsonPosition at, params object[] arguments)
    {
        var place = new LinePosition(at.Line - 1, at.Column - 1);
        var location = Location.Create(file, new TextSpan(at.Offset, 0), new LinePositionSpan(place, place));
        return Diagnostic.Create(descriptor, location, arguments);
    }

    private static DiagnosticDescriptor Error(string id, string title, string format) =>
        new(id, title, format, "Houle.Avro", DiagnosticSeverity.Error, isEnabledByDefault: true);
}
