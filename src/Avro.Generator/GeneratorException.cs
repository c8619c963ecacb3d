using Houle.Avro.Schemas.Json;
using Microsoft.CodeAnalysis;

namespace Houle.Avro.Generator;

/// <summary>Stops the work on one schema file; becomes a diagnostic.</summary>
internal sealed class GeneratorException(DiagnosticDescriptor descriptor, JsonPosition at, string message) : Exception(message)
{
    public DiagnosticDescriptor Descriptor { get; } = descriptor;

    public JsonPosition At { get; } = at;
}
