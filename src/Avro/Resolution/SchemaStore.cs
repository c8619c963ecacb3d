using System.Diagnostics.CodeAnalysis;
using Houle.Avro.Schemas;

namespace Houle.Avro.Resolution;

/// <summary>A schema that values may have been written with, and how the reader of today takes them.</summary>
/// <param name="Fingerprint">CRC-64-AVRO of the writer's schema.</param>
/// <param name="Writer">The schema that was written.</param>
/// <param name="Reader">Today's schema of the same name.</param>
/// <param name="Resolver">Null when the bytes are those of the reader's schema already.</param>
/// <param name="ReaderFingerprint">CRC-64-AVRO of the reader's schema.</param>
public sealed record KnownSchema(
    ulong Fingerprint, NamedSchema Writer, NamedSchema Reader, SchemaResolver? Resolver, ulong ReaderFingerprint);

/// <summary>Every schema version that may stand in a topic, by fingerprint; immutable once built.</summary>
public sealed class SchemaStore
{
    private readonly Dictionary<ulong, KnownSchema> _known = [];

    /// <param name="readers">Today's schemas, one a full name.</param>
    /// <param name="writers">Published versions of any age; each must have a reader of its full name.</param>
    /// <exception cref="SchemaMismatchException">A published version can no longer be read.</exception>
    /// <exception cref="ArgumentException">A name is given twice among the readers, or a writer has no reader.</exception>
    public SchemaStore(IEnumerable<NamedSchema> readers, IEnumerable<NamedSchema> writers)
    {
        Dictionary<string, NamedSchema> byName = readers.ToDictionary(reader => reader.FullName, StringComparer.Ordinal);
        foreach (NamedSchema reader in byName.Values)
        {
            ulong fingerprint = Fingerprint.Of(reader);
            _known[fingerprint] = new KnownSchema(fingerprint, reader, reader, null, fingerprint);
        }

        foreach (NamedSchema writer in writers)
        {
            if (!byName.TryGetValue(writer.FullName, out NamedSchema? reader))
                throw new ArgumentException($"{writer.FullName} was published but has no schema today", nameof(writers));
            ulong fingerprint = Fingerprint.Of(writer);
            if (_known.ContainsKey(fingerprint)) continue;
            SchemaResolver resolver = SchemaResolver.Create(writer, reader);
            _known.Add(fingerprint, new KnownSchema(fingerprint, writer, reader, resolver, Fingerprint.Of(reader)));
        }
    }

    public IReadOnlyCollection<KnownSchema> All => _known.Values;

    /// <returns>False when nobody published such a schema: the value cannot be read, which is not the same as malformed.</returns>
    public bool TryFind(ulong fingerprint, [NotNullWhen(true)] out KnownSchema? known) =>
        _known.TryGetValue(fingerprint, out known);
}
