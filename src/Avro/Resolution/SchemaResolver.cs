using Houle.Avro.Binary;
using Houle.Avro.Resolution.Steps;
using Houle.Avro.Schemas;

namespace Houle.Avro.Resolution;

/// <summary>Rewrites values of a writer's schema as bytes of a reader's schema, so that a generated type reads every version.</summary>
/// <remarks>Compiled once, immutable, for any number of threads. A value costs one pass (a second one for records whose
/// fields changed their order) and no allocation beyond the output buffer.</remarks>
public sealed class SchemaResolver
{
    /// <summary>Most bytes a resolved value may have: defaults can make it larger than what was written.</summary>
    public const int ValueBytesMax = 64 << 20;

    private readonly Step _root;

    private SchemaResolver(Schema writer, Schema reader, Step root)
    {
        Writer = writer;
        Reader = reader;
        _root = root;
    }

    public Schema Writer { get; }

    public Schema Reader { get; }

    /// <exception cref="SchemaMismatchException">The reader cannot read what the writer wrote; says which field.</exception>
    public static SchemaResolver Create(Schema writer, Schema reader)
    {
        string root = reader is NamedSchema named ? named.Name : reader.BranchName;
        try
        {
            return new SchemaResolver(writer, reader, new ResolverCompiler().Compile(writer, reader, root));
        }
        catch (InsufficientExecutionStackException)
        {
            throw new SchemaMismatchException(root, "records nest too deeply to be compared");
        }
    }

    /// <summary>Appends the value, as the reader's schema has it, to <paramref name="into"/>.</summary>
    /// <param name="body">A whole value of the writer's schema, without header.</param>
    /// <param name="into">Unchanged when there is an error.</param>
    /// <exception cref="AvroException">The bytes are not of the writer's schema, more follow, or a value of them (a symbol, a
    /// branch) has no place in the reader's.</exception>
    public void Resolve(ReadOnlySpan<byte> body, ByteBuffer into)
    {
        int before = into.Length;
        AvroException fault;
        try
        {
            var at = new Transcode(body, into, (int)Math.Min(into.BytesMax, before + (long)ValueBytesMax));
            _root.Run(ref at);
            at.Reader.EnsureEnd();
            return;
        }
        catch (AvroException error)
        {
            fault = error; // explained outside: a handler runs on top of the stack of the throw
        }

        into.Truncate(before);
        throw FaultFinder.Explain(Writer, body, fault, checksDecimals: false);
    }
}
