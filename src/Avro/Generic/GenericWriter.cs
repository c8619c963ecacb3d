using Houle.Avro.Binary;
using Houle.Avro.Schemas;

namespace Houle.Avro.Generic;

/// <summary>Writes generic values. A record's fields, an array's items and a map's values fit already; only the outermost value is
/// fitted here.</summary>
public static class GenericWriter
{
    /// <summary>Appends the value's bytes.</summary>
    /// <param name="schema">May be a union: the first branch that takes the value is written.</param>
    /// <param name="value">For example a record of the schema, or the number 5 for "long".</param>
    /// <param name="to">Unchanged when there is an error.</param>
    /// <exception cref="ArgumentException">The schema does not take the value.</exception>
    /// <exception cref="InvalidOperationException">The value is nested deeper than <see cref="AvroLimits.DepthMax"/>.</exception>
    public static void Write(Schema schema, AvroValue value, ByteBuffer to)
    {
        int before = to.Length;
        try
        {
            var encoder = new GenericEncoder(to);
            encoder.Write(schema, ValueFit.Into(schema, value));
        }
        catch
        {
            to.Truncate(before);
            throw;
        }
    }

    /// <summary>Appends single-object encoding: marker, fingerprint, value.</summary>
    /// <inheritdoc cref="Write"/>
    public static void WriteSingleObject(Schema schema, AvroValue value, ByteBuffer to)
    {
        int before = to.Length;
        SingleObject.WriteHeader(to, Fingerprint.Of(schema));
        try
        {
            Write(schema, value, to);
        }
        catch
        {
            to.Truncate(before);
            throw;
        }
    }
}
