namespace Houle.Avro.Registry;

/// <summary>A type that a schema uses and another subject defines.</summary>
/// <param name="Name">Full name of the type, as the schema refers to it.</param>
/// <param name="Subject">Subject that holds its definition.</param>
/// <param name="Version">Version of that subject, from 1.</param>
public sealed record SchemaReference(string Name, string Subject, int Version);
