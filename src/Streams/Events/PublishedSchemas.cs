using System.Reflection;
using Houle.Avro.Resolution;
using Houle.Avro.Schemas;

namespace Houle.Events;

/// <summary>Every version of every schema that was ever published (schemas/history), by fingerprint.</summary>
/// <remarks>Embedded at build time. A version that today's schema cannot read fails here, at start, with the field's name.</remarks>
public static class PublishedSchemas
{
    private const string HistoryPrefix = "schemas/history/";

    public static SchemaStore Store { get; } = Load();

    private static SchemaStore Load()
    {
        Assembly assembly = typeof(PublishedSchemas).Assembly;
        var readers = new List<NamedSchema>();
        var writers = new List<NamedSchema>();
        foreach (string name in assembly.GetManifestResourceNames().Where(name => name.EndsWith(".avsc", StringComparison.Ordinal)))
        {
            using var text = new StreamReader(assembly.GetManifestResourceStream(name)!);
            var schema = (NamedSchema)Schema.Parse(text.ReadToEnd());
            (name.StartsWith(HistoryPrefix, StringComparison.Ordinal) ? writers : readers).Add(schema);
        }

        return new SchemaStore(readers, writers);
    }
}
