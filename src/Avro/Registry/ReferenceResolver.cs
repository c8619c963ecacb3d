using Houle.Avro.Schemas;

namespace Houle.Avro.Registry;

/// <summary>Parses a schema together with the types it refers to, fetching those subject by subject.</summary>
/// <param name="fetch">Text and references of a version of a subject.</param>
internal sealed class ReferenceResolver(
    Func<SchemaReference, CancellationToken, Task<(string Json, IReadOnlyList<SchemaReference> References)>> fetch)
{
    /// <summary>Schemas that one schema may draw in, itself included: far above any in use, and few requests all the same.</summary>
    public const int SchemasMax = 256;

    private readonly Dictionary<(string Subject, int Version), Schema?> _parsed = [];

    /// <exception cref="RegistryException">A reference cannot be fetched, leads back to itself, or defines no such type.</exception>
    /// <exception cref="SchemaException">A text is not a schema.</exception>
    public async Task<Schema> Parse(string json, IReadOnlyList<SchemaReference> references, CancellationToken cancel)
    {
        if (references.Count == 0) return Schema.Parse(json);
        var types = new Dictionary<string, (NamedSchema Schema, SchemaReference By)>(StringComparer.Ordinal);
        foreach (SchemaReference reference in references)
        {
            var defined = new Dictionary<string, NamedSchema>(StringComparer.Ordinal);
            NamedTypes.Collect(await Parse(reference, cancel).ConfigureAwait(false), defined);
            if (!defined.ContainsKey(reference.Name))
                throw Malformed($"{Describe(reference)} does not define {reference.Name}, which a schema refers to there");
            foreach ((string name, NamedSchema schema) in defined)
            {
                if (!types.TryAdd(name, (schema, reference)) && CanonicalForm.Of(types[name].Schema) != CanonicalForm.Of(schema))
                    throw Malformed($"{Describe(types[name].By)} and {Describe(reference)} define {name} differently, and one schema refers to both");
            }
        }

        return Schema.Parse(json, types.Values.Select(type => type.Schema));
    }

    private async Task<Schema> Parse(SchemaReference reference, CancellationToken cancel)
    {
        (string Subject, int Version) key = (reference.Subject, reference.Version);
        if (_parsed.TryGetValue(key, out Schema? known))
            return known ?? throw Malformed($"the references of {Describe(reference)} lead back to itself");
        if (_parsed.Count == SchemasMax) throw Malformed($"more than {SchemasMax} schemas are referred to");
        _parsed.Add(key, null);
        (string json, IReadOnlyList<SchemaReference> references) = await fetch(reference, cancel).ConfigureAwait(false);
        Schema schema = await Parse(json, references, cancel).ConfigureAwait(false);
        _parsed[key] = schema;
        return schema;
    }

    private static string Describe(SchemaReference reference) => $"version {reference.Version} of {reference.Subject}";

    private static RegistryException Malformed(string message) => new(RegistryFailure.Malformed, message);
}
