using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Houle.Avro.Binary;
using Houle.Avro.Schemas;

namespace Houle.Avro.Json;

/// <summary>Values between Avro's two encodings, binary and JSON, in one pass and without objects between.</summary>
/// <remarks>Specification, "JSON Encoding". With <see cref="Generic.GenericReader"/> and <see cref="Generic.GenericWriter"/>, which
/// speak binary, generic values have JSON too.</remarks>
public static class AvroJson
{
    /// <summary>Most bytes that one value may become, in either encoding.</summary>
    public const int ValueBytesMax = 64 << 20;

    /// <summary>Arrays and records nest to <see cref="AvroLimits.DepthMax"/>, and each may stand in a union of its own.</summary>
    public const int JsonDepthMax = 2 * AvroLimits.DepthMax + 2;

    /// <summary>Appends a value as JSON, UTF-8, without spaces.</summary>
    /// <param name="schema">Schema of the bytes.</param>
    /// <param name="body">A whole value, without header.</param>
    /// <param name="into">Unchanged when there is an error.</param>
    /// <exception cref="AvroException">With the byte's position and the path in the schema.</exception>
    public static void Write(Schema schema, ReadOnlySpan<byte> body, ByteBuffer into, JsonForm form = JsonForm.Avro)
    {
        int before = into.Length;
        using var writer = new Utf8JsonWriter((IBufferWriter<byte>)into, Options);
        var output = new JsonOutput(body, writer, form);
        AvroException fault;
        try
        {
            output.Write(schema);
            output.EnsureEnd();
            writer.Flush();
            return;
        }
        catch (AvroException error)
        {
            fault = error; // explained outside: a handler runs on top of the stack of the throw
        }

        writer.Reset();
        into.Truncate(before);
        throw FaultFinder.Explain(schema, body, fault, checksDecimals: false);
    }

    /// <summary>A value as JSON.</summary>
    /// <inheritdoc cref="Write"/>
    public static string ToText(Schema schema, ReadOnlySpan<byte> body, JsonForm form = JsonForm.Avro)
    {
        var into = new ByteBuffer(Math.Max(256, body.Length));
        Write(schema, body, into, form);
        return Encoding.UTF8.GetString(into.Written);
    }

    /// <summary>Appends the binary form of a value in Avro's JSON encoding.</summary>
    /// <param name="schema">Schema of the value.</param>
    /// <param name="json">One value in UTF-8. A record's fields may stand in any order, and all must be there.</param>
    /// <param name="into">Unchanged when there is an error.</param>
    /// <exception cref="AvroException">With the byte's position in <paramref name="json"/> and the path in the schema.</exception>
    public static void Read(Schema schema, ReadOnlySpan<byte> json, ByteBuffer into)
    {
        int before = into.Length;
        if (TryRead(schema, json, into, path: null) is not { } fault) return;
        into.Truncate(before);
        var path = new StringBuilder();
        fault = TryRead(schema, json, into, path) ?? fault; // once more, keeping track of where it is
        into.Truncate(before);
        throw new AvroException(fault.What, fault.Position, path.ToString());
    }

    private static AvroException? TryRead(Schema schema, ReadOnlySpan<byte> json, ByteBuffer into, StringBuilder? path)
    {
        try
        {
            new JsonInput(json, into, ReaderOptions, path).ReadAll(schema);
            return null;
        }
        catch (AvroException error)
        {
            return error;
        }
    }

    /// <inheritdoc cref="Read(Schema, ReadOnlySpan{byte}, ByteBuffer)"/>
    public static void Read(Schema schema, string json, ByteBuffer into) => Read(schema, Encoding.UTF8.GetBytes(json), into);

    /// <summary>Bytes as <see cref="JsonForm.Readable"/> shows them: printable UTF-8 as it is, else "base64:" and the bytes.</summary>
    public static string ReadableBytes(ReadOnlySpan<byte> bytes) => Utf8.IsValid(bytes) && bytes.IndexOfAnyInRange((byte)0, (byte)8) < 0
        ? Encoding.UTF8.GetString(bytes) : $"base64:{Convert.ToBase64String(bytes)}";

    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // JSON's own escapes, not those of HTML
        MaxDepth = JsonDepthMax,
        SkipValidation = true,
    };

    private static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = JsonDepthMax };
}
