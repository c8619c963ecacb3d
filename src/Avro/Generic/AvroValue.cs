using System.Runtime.CompilerServices;
using System.Text;
using Houle.Avro.Schemas;

namespace Houle.Avro.Generic;

/// <summary>A value of any Avro type, with the schema that says which: 24 bytes, nothing boxed.</summary>
/// <remarks>A union is not a value: what stands in one is the value of the branch taken. Text and bytes that were read are
/// slices of the record's bytes, so they can be had as spans. <c>default</c> is null.</remarks>
public readonly partial struct AvroValue
{
    private readonly Schema? _schema;
    private readonly object? _object;
    private readonly long _bits;

    internal AvroValue(Schema schema, object? content, long bits)
    {
        _schema = schema;
        _object = content;
        _bits = bits;
    }

    /// <summary>Never a union.</summary>
    public Schema Schema => _schema ?? PrimitiveSchemas.Null;

    public SchemaType Type => _schema is null ? SchemaType.Null : _schema.Type;

    public bool IsNull => Type == SchemaType.Null;

    internal object? Content => _object;

    internal long Bits => _bits;

    public bool AsBool() => Type == SchemaType.Boolean ? _bits != 0 : throw Not("a boolean");

    public int AsInt() => Type == SchemaType.Int ? (int)_bits : throw Not("an int");

    /// <summary>A long, or an int.</summary>
    public long AsLong() => Type is SchemaType.Long or SchemaType.Int ? _bits : throw Not("a long");

    /// <summary>A float, or an int or long at the nearest float.</summary>
    public float AsFloat() => Type switch
    {
        SchemaType.Float => BitConverter.Int32BitsToSingle((int)_bits),
        SchemaType.Int or SchemaType.Long => _bits,
        _ => throw Not("a float"),
    };

    /// <summary>A double, or any other number at the nearest double.</summary>
    public double AsDouble() => Type switch
    {
        SchemaType.Double => BitConverter.Int64BitsToDouble(_bits),
        SchemaType.Float => BitConverter.Int32BitsToSingle((int)_bits),
        SchemaType.Int or SchemaType.Long => _bits,
        _ => throw Not("a number"),
    };

    /// <summary>The UTF-8 of a string, always valid.</summary>
    public ReadOnlySpan<byte> AsUtf8() => Type == SchemaType.String ? Slice() : throw Not("a string");

    /// <summary>A string as a new one, or the symbol of an enum.</summary>
    public string AsString() => Type switch
    {
        SchemaType.String => Encoding.UTF8.GetString(Slice()),
        SchemaType.Enum => ((EnumSchema)_schema!).Symbols[(int)_bits],
        _ => throw Not("a string or an enum"),
    };

    /// <summary>Bytes or a fixed; also the UTF-8 of a string.</summary>
    public ReadOnlySpan<byte> AsBytes() =>
        Type is SchemaType.Bytes or SchemaType.Fixed or SchemaType.String ? Slice() : throw Not("bytes, a fixed or a string");

    /// <summary>Place of an enum's symbol among those of its schema.</summary>
    public int AsEnumIndex() => Type == SchemaType.Enum ? (int)_bits : throw Not("an enum");

    public GenericRecord AsRecord() => Type == SchemaType.Record ? Unsafe.As<GenericRecord>(_object!) : throw Not("a record");

    public GenericArray AsArray() => Type == SchemaType.Array ? Unsafe.As<GenericArray>(_object!) : throw Not("an array");

    public GenericMap AsMap() => Type == SchemaType.Map ? Unsafe.As<GenericMap>(_object!) : throw Not("a map");

    /// <summary>As JSON that people can read.</summary>
    public override string ToString() => GenericText.Of(this);

    public static implicit operator AvroValue(bool value) => new(PrimitiveSchemas.Boolean, null, value ? 1 : 0);

    public static implicit operator AvroValue(int value) => new(PrimitiveSchemas.Int, null, value);

    public static implicit operator AvroValue(long value) => new(PrimitiveSchemas.Long, null, value);

    public static implicit operator AvroValue(float value) =>
        new(PrimitiveSchemas.Float, null, BitConverter.SingleToInt32Bits(value));

    public static implicit operator AvroValue(double value) =>
        new(PrimitiveSchemas.Double, null, BitConverter.DoubleToInt64Bits(value));

    /// <summary>A string, or an enum's symbol where one is expected; null becomes Avro's null.</summary>
    /// <exception cref="ArgumentException">The text has half a surrogate pair.</exception>
    public static implicit operator AvroValue(string? value) => value is null ? default : OfText(value);

    public static implicit operator AvroValue(byte[]? value) => value is null ? default : Of(PrimitiveSchemas.Bytes, value);

    public static implicit operator AvroValue(GenericRecord? value) => value is null ? default : new(value.Schema, value, 0);

    public static implicit operator AvroValue(GenericArray? value) => value is null ? default : new(value.Schema, value, 0);

    public static implicit operator AvroValue(GenericMap? value) => value is null ? default : new(value.Schema, value, 0);

    /// <summary>A string from UTF-8, copied.</summary>
    /// <exception cref="ArgumentException">The bytes are not UTF-8.</exception>
    public static AvroValue OfUtf8(ReadOnlySpan<byte> utf8) => Binary.Utf8Text.IsValid(utf8)
        ? Of(PrimitiveSchemas.String, utf8.ToArray()) : throw new ArgumentException("the bytes are not UTF-8", nameof(utf8));

    /// <summary>Bytes, copied; also a fixed, where one of as many bytes is expected.</summary>
    public static AvroValue OfBytes(ReadOnlySpan<byte> bytes) => Of(PrimitiveSchemas.Bytes, bytes.ToArray());

    /// <summary>Changes a place in an array; references that are there already are not stored again, which costs a barrier.</summary>
    internal static void Set(ref AvroValue place, Schema schema, object? content, long bits)
    {
        if (!ReferenceEquals(place._schema, schema)) Unsafe.AsRef(in place._schema) = schema;
        if (!ReferenceEquals(place._object, content)) Unsafe.AsRef(in place._object) = content;
        Unsafe.AsRef(in place._bits) = bits;
    }

    internal static void SetNumber(ref AvroValue place, Schema schema, long bits)
    {
        if (!ReferenceEquals(place._schema, schema)) Unsafe.AsRef(in place._schema) = schema;
        Unsafe.AsRef(in place._object) = null;
        Unsafe.AsRef(in place._bits) = bits;
    }

    /// <summary>Where a slice lies in its bytes, in one number.</summary>
    internal static long SliceBits(int start, int length) => ((long)start << 32) | (uint)length;

    internal static AvroValue Of(Schema schema, byte[] bytes) => new(schema, bytes, SliceBits(0, bytes.Length));

    internal ReadOnlySpan<byte> Slice() => new(Unsafe.As<byte[]>(_object!), (int)(_bits >> 32), (int)_bits);

    private static AvroValue OfText(string value)
    {
        try
        {
            return Of(PrimitiveSchemas.String, StrictUtf8.GetBytes(value));
        }
        catch (EncoderFallbackException error)
        {
            throw new ArgumentException("the text has half a surrogate pair, which UTF-8 cannot hold", nameof(value), error);
        }
    }

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private InvalidOperationException Not(string wanted) => new($"a value of {Schema.BranchName} is not {wanted}");
}
