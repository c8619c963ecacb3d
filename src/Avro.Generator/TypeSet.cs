using Houle.Avro.Schemas;
using Houle.Avro.Schemas.Json;
using Microsoft.CodeAnalysis;

namespace Houle.Avro.Generator;

/// <summary>The types generated from all files, each once; a name with two definitions is a clash.</summary>
internal sealed class TypeSet(string space)
{
    private readonly Dictionary<string, GeneratedType> _types = new(StringComparer.Ordinal);
    private readonly List<Diagnostic> _clashes = [];

    public IEnumerable<GeneratedType> All => _types.Values.OrderBy(type => type.Name, StringComparer.Ordinal);

    public IReadOnlyList<Diagnostic> Clashes => _clashes;

    public void Add(SchemaFile file, Schema schema)
    {
        if (schema is not NamedSchema top || top is FixedSchema)
            throw new GeneratorException(
                Diagnostics.NotSupported, new JsonPosition(0, 1, 1), "a schema file must hold one record or enum");
        Visit(file, top, top, []);
    }

    private void Visit(SchemaFile file, Schema schema, NamedSchema top, HashSet<Schema> seen)
    {
        switch (schema)
        {
            case RecordSchema record:
                if (!seen.Add(record)) return;
                foreach (RecordField field in record.Fields) Visit(file, field.Schema, top, seen);
                string? json = record == top ? file.Text : null;
                Add(new GeneratedType(
                    Names.OfType(record), RecordEmitter.Emit(record, space, json), file.Path, record.At, record == top));
                break;
            case EnumSchema symbols:
                if (!seen.Add(symbols)) return;
                Add(new GeneratedType(
                    Names.OfType(symbols), EnumEmitter.Emit(symbols, space), file.Path, symbols.At, symbols == top));
                break;
            case ArraySchema array: Visit(file, array.Items, top, seen); break;
            case UnionSchema union:
                foreach (Schema branch in union.Branches) Visit(file, branch, top, seen);
                break;
        }
    }

    private void Add(GeneratedType type)
    {
        if (!_types.TryGetValue(type.Name, out GeneratedType? other))
        {
            _types.Add(type.Name, type);
        }
        else if (other.Source != type.Source)
        {
            _clashes.Add(Diagnostics.At(Diagnostics.DefinedTwice, type.Path, type.At, type.Name, other.Path));
        }
    }
}
