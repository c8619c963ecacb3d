using System.Text;
using Houle.Avro.Schemas;

namespace Houle.Avro.Binary;

/// <summary>Walks bytes by their schema once more, after a failure, to name the field where it happened.</summary>
/// <remarks>So the fast path keeps no track of where it is. Cold: allocates, and costs a second reading of the value.</remarks>
public static class FaultFinder
{
    /// <summary>The error with its path. Where the bytes are of the schema, and it is something else that refused them, the path is
    /// that of the value at the error's position.</summary>
    /// <param name="schema">Schema of the bytes.</param>
    /// <param name="body">A whole value, without header.</param>
    /// <param name="error">What went wrong when it was read.</param>
    /// <param name="checksDecimals">Whether a decimal's digits were checked, as generated types do.</param>
    public static AvroException Explain(Schema schema, ReadOnlySpan<byte> body, AvroException error, bool checksDecimals = true)
    {
        var path = new StringBuilder();
        AvroException? found = Walk(schema, body, path, checksDecimals);
        if (found is not null) return new AvroException(found.What, found.Position, path.ToString());
        path.Clear();
        if (Walk(schema, body, path, checksDecimals, error.Position) is null) path.Length = RootName(schema).Length;
        return new AvroException(error.What, error.Position, path.ToString());
    }

    /// <summary>Checks the structure of a whole value, of any schema.</summary>
    /// <exception cref="AvroException">With the path of what is wrong.</exception>
    public static void Check(Schema schema, ReadOnlySpan<byte> body)
    {
        var path = new StringBuilder();
        if (Walk(schema, body, path, checksDecimals: false) is { } found) throw new AvroException(found.What, found.Position, path.ToString());
    }

    private static string RootName(Schema schema) => schema is NamedSchema named ? named.Name : schema.BranchName;

    private static AvroException? Walk(
        Schema schema, ReadOnlySpan<byte> body, StringBuilder path, bool checksDecimals, long stopAt = long.MaxValue)
    {
        path.Append(RootName(schema));
        var walker = new BodyWalker(body, path, checksDecimals, stopAt);
        try
        {
            walker.Walk(schema);
            walker.EnsureEnd();
            return null;
        }
        catch (AvroException error)
        {
            return error;
        }
    }
}
