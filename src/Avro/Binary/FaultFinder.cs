using System.Text;
using Houle.Avro.Schemas;

namespace Houle.Avro.Binary;

/// <summary>Walks bytes by their schema once more, after a failure, to name the field where it happened.</summary>
/// <remarks>So the fast path keeps no track of where it is. Cold: allocates, and costs a second reading of the value.</remarks>
public static class FaultFinder
{
    /// <summary>The same error with its path; <paramref name="error"/> itself if the walk finds no fault.</summary>
    /// <param name="schema">Schema of the bytes.</param>
    /// <param name="body">A whole value, without header.</param>
    /// <param name="error">What went wrong when it was read.</param>
    /// <param name="checksDecimals">Whether a decimal's digits were checked, as generated types do.</param>
    public static AvroException Explain(Schema schema, ReadOnlySpan<byte> body, AvroException error, bool checksDecimals = true)
    {
        var path = new StringBuilder();
        try
        {
            Walk(schema, body, path, checksDecimals);
        }
        catch (AvroException found)
        {
            return new AvroException(found.What, found.Position, path.ToString());
        }

        return error;
    }

    /// <summary>Checks the structure of a whole value, of any schema.</summary>
    /// <exception cref="AvroException">With the path of what is wrong.</exception>
    public static void Check(Schema schema, ReadOnlySpan<byte> body)
    {
        var path = new StringBuilder();
        try
        {
            Walk(schema, body, path, checksDecimals: false);
        }
        catch (AvroException found)
        {
            throw new AvroException(found.What, found.Position, path.ToString());
        }
    }

    private static void Walk(Schema schema, ReadOnlySpan<byte> body, StringBuilder path, bool checksDecimals)
    {
        path.Append(schema is NamedSchema named ? named.Name : schema.BranchName);
        var walker = new BodyWalker(body, path, checksDecimals);
        walker.Walk(schema);
        walker.EnsureEnd();
    }
}
