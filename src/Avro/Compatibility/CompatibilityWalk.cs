using Houle.Avro.Resolution;
using Houle.Avro.Schemas;

namespace Houle.Avro.Compatibility;

/// <summary>Goes through a writer's and a reader's schema side by side and keeps every conflict.</summary>
/// <remarks>A pair of named types is compared once, at the first place where it stands: schemas may be recursive, and share types.</remarks>
internal sealed class CompatibilityWalk
{
    private readonly List<SchemaConflict> _conflicts = [];
    private readonly HashSet<(NamedSchema Writer, NamedSchema Reader)> _seen = [];

    public IReadOnlyList<SchemaConflict> Conflicts => _conflicts;

    public void Compare(Schema writer, Schema reader, string path)
    {
        if (_conflicts.Count == SchemaCompatibility.ConflictsMax) return;
        switch (writer, reader)
        {
            case (UnionSchema w, UnionSchema r) when ResolverCompiler.HasSameBranches(w, r):
                for (int i = 0; i < w.Branches.Count; i++) Compare(w.Branches[i], r.Branches[i], path);
                break;
            case (UnionSchema w, _):
                foreach (Schema branch in w.Branches) Compare(branch, reader, path);
                break;
            case (_, UnionSchema r):
                int index = SchemaMatch.Branch(writer, r);
                if (index >= 0) Compare(writer, r.Branches[index], path);
                else Add(path, $"{SchemaMatch.Describe(writer)} was written, no branch of the union takes it");
                break;
            case (ArraySchema w, ArraySchema r): Compare(w.Items, r.Items, path + "[]"); break;
            case (MapSchema w, MapSchema r): Compare(w.Values, r.Values, path + "[]"); break;
            case (NamedSchema w, NamedSchema r) when !_seen.Add((w, r)): break;
            default:
                if (SchemaMatch.Conflict(writer, reader) is string conflict) Add(path, conflict);
                else if (writer is RecordSchema w && reader is RecordSchema r) CompareFields(w, r, path);
                else if (writer is EnumSchema we && reader is EnumSchema re) CompareSymbols(we, re, path);
                break;
        }
    }

    private void CompareFields(RecordSchema writer, RecordSchema reader, string path)
    {
        foreach (RecordField field in reader.Fields)
        {
            string at = $"{path}.{field.Name}";
            int source = ResolverCompiler.Source(writer, field);
            if (source >= 0) Compare(writer.Fields[source].Schema, field.Schema, at);
            else if (field.Default is null) Add(at, "was not written and has no default");
        }
    }

    private void CompareSymbols(EnumSchema writer, EnumSchema reader, string path)
    {
        if (reader.DefaultSymbol is not null) return;
        string[] missing = [.. writer.Symbols.Except(reader.Symbols, StringComparer.Ordinal)];
        if (missing.Length > 0)
            Add(path, $"{string.Join(", ", missing)} may be written, and {SchemaMatch.Describe(reader)} has no such symbol and no default");
    }

    private void Add(string path, string what)
    {
        if (_conflicts.Count < SchemaCompatibility.ConflictsMax) _conflicts.Add(new SchemaConflict(path, what));
    }
}
