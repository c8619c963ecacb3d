using System.Runtime.CompilerServices;
using Houle.Avro.Resolution.Steps;
using Houle.Avro.Schemas;

namespace Houle.Avro.Resolution;

/// <summary>Turns a pair of schemas into steps, once; what cannot be read is found here, not in the data.</summary>
/// <remarks>Only a branch of a written union may be unreadable and pass: it is refused when a value of it comes.</remarks>
internal sealed class ResolverCompiler
{
    private readonly Dictionary<(RecordSchema Writer, RecordSchema Reader), RecordStep> _records = [];
    private readonly DefaultEncoder _defaults = new();

    public Step Compile(Schema writer, Schema reader, string path)
    {
        if (writer is UnionSchema written)
        {
            bool isSame = reader is UnionSchema other && HasSameBranches(written, other);
            return new BranchesStep([.. written.Branches.Select((branch, i) =>
                isSame ? CompileSameBranch(branch, (UnionSchema)reader, i, path) : CompileBranch(branch, reader, path))]);
        }

        if (reader is UnionSchema union)
        {
            int index = SchemaMatch.Branch(writer, union);
            if (index < 0) throw new SchemaMismatchException(path, $"{SchemaMatch.Describe(writer)} was written, no branch of the union takes it");
            return new WrapStep(index, Compile(writer, union.Branches[index], path));
        }

        return SchemaMatch.Conflict(writer, reader) is string conflict
            ? throw new SchemaMismatchException(path, conflict)
            : (writer, reader) switch
            {
                (RecordSchema w, RecordSchema r) => CompileRecord(w, r, path),
                (EnumSchema w, EnumSchema r) => new EnumStep(w, r),
                (FixedSchema w, _) => new FixedStep(w.Size),
                (ArraySchema w, ArraySchema r) => new ItemsStep(w.ItemBytesMin, isMap: false, Compile(w.Items, r.Items, path + "[]")),
                (MapSchema w, MapSchema r) => new ItemsStep(w.ItemBytesMin, isMap: true, Compile(w.Values, r.Values, path + "[]")),
                _ => new ScalarStep(writer.Type, reader.Type),
            };
    }

    /// <remarks>A union of the same branches in the same order keeps each value's branch: by the letter of the specification a
    /// string in [bytes, string] would come back as bytes, the first branch that matches.</remarks>
    internal static bool HasSameBranches(UnionSchema writer, UnionSchema reader) =>
        writer.Branches.Select(branch => (branch.Type, branch.BranchName))
            .SequenceEqual(reader.Branches.Select(branch => (branch.Type, branch.BranchName)));

    private Step CompileSameBranch(Schema branch, UnionSchema reader, int index, string path)
    {
        Step value = CompileBranch(branch, reader.Branches[index], path);
        return value is RefuseStep ? value : new WrapStep(index, value);
    }

    private Step CompileBranch(Schema branch, Schema reader, string path)
    {
        try
        {
            return Compile(branch, reader, path);
        }
        catch (SchemaMismatchException conflict)
        {
            return new RefuseStep(conflict.Message);
        }
    }

    private RecordStep CompileRecord(RecordSchema writer, RecordSchema reader, string path)
    {
        if (_records.TryGetValue((writer, reader), out RecordStep? step))
            return step.Conflict is null ? step : throw step.Conflict;
        RuntimeHelpers.EnsureSufficientExecutionStack(); // a schema may nest records by name as deep as it is long
        step = new RecordStep();
        _records.Add((writer, reader), step);
        try
        {
            FieldPlan[] plans = [.. reader.Fields.Select(field => CompileField(writer, field, $"{path}.{field.Name}"))];
            step.Complete([.. writer.Fields.Select(field => new SkipStep(field.Schema))], plans);
            return step;
        }
        catch (SchemaMismatchException conflict)
        {
            step.Conflict = conflict; // steps that refer to this one already must refuse as well
            throw;
        }
    }

    private FieldPlan CompileField(RecordSchema writer, RecordField field, string path)
    {
        int source = Source(writer, field);
        if (source >= 0) return new FieldPlan(source, Compile(writer.Fields[source].Schema, field.Schema, path), null);
        if (field.Default is null) throw new SchemaMismatchException(path, "was not written and has no default");
        return new FieldPlan(-1, null, _defaults.Encode(field, path));
    }

    /// <summary>The writer's field of that name, else of one of its aliases in their order; -1 for none.</summary>
    internal static int Source(RecordSchema writer, RecordField field)
    {
        int source = writer.IndexOf(field.Name);
        for (int i = 0; source < 0 && i < field.Aliases.Count; i++) source = writer.IndexOf(field.Aliases[i]);
        return source;
    }
}
