namespace Houle.Avro.Json;

/// <summary>How values are put into JSON.</summary>
public enum JsonForm
{
    /// <summary>By the specification: unions as {"branch": value}, bytes as text of U+0000 to U+00FF, numbers bare. Can be read back.
    /// Numbers that JSON lacks are the texts "NaN", "Infinity" and "-Infinity", as Java writes them.</summary>
    Avro,

    /// <summary>For people: unions without their branch, dates and times in ISO 8601, decimals as numbers, bytes as they are when
    /// they are printable UTF-8 and else as "base64:...". Not meant to be read back.</summary>
    Readable,
}
