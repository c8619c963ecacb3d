using Houle.Avro.Schemas;

namespace Houle.Avro.Registry;

/// <summary>A schema as a registry holds it under an id: never changes.</summary>
/// <param name="Id">Stands in front of values in Confluent's framing; above 0.</param>
/// <param name="Schema">Parsed, with the types of its references in it.</param>
/// <param name="Json">Its text, without the referred types.</param>
/// <param name="References">Types that other subjects define.</param>
public sealed record RegisteredSchema(int Id, Schema Schema, string Json, IReadOnlyList<SchemaReference> References);

/// <summary>A schema as the version of a subject.</summary>
/// <param name="Subject">Mostly a topic with -key or -value behind it: <see cref="SubjectNames"/>.</param>
/// <param name="Version">From 1.</param>
/// <param name="Schema">What stands there.</param>
public sealed record SubjectVersion(string Subject, int Version, RegisteredSchema Schema);

/// <summary>What a registry says about a schema before it is registered.</summary>
/// <param name="IsCompatible">Whether the subject's rule would let it in.</param>
/// <param name="Messages">The registry's reasons, where it gives any.</param>
public sealed record RegistryVerdict(bool IsCompatible, IReadOnlyList<string> Messages);
