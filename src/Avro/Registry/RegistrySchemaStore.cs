using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Houle.Avro.Resolution;
using Houle.Avro.Schemas;

namespace Houle.Avro.Registry;

/// <summary>How values framed with a registry's id become those of today's schemas: <see cref="SchemaStore"/>, by id.</summary>
/// <remarks>For any number of threads. An id met once is answered from memory ever after, whether the registry is up or not.</remarks>
public sealed class RegistrySchemaStore
{
    private readonly SchemaRegistryClient _client;
    private readonly Dictionary<string, NamedSchema> _readers;
    private readonly ConcurrentDictionary<int, (KnownSchema? Known, SchemaMismatchException? Mismatch)> _byId = new();
    private readonly int _idsMax;

    /// <param name="client">Asked for ids that are not known; not disposed.</param>
    /// <param name="readers">Today's schemas, one a full name.</param>
    /// <param name="idsMax">Ids remembered; past it all are looked up again. Default 10,000.</param>
    public RegistrySchemaStore(SchemaRegistryClient client, IEnumerable<NamedSchema> readers, int idsMax = 10_000)
    {
        _client = client;
        _readers = readers.ToDictionary(reader => reader.FullName, StringComparer.Ordinal);
        _idsMax = idsMax;
    }

    /// <summary>The schema of an id that was found before; allocates nothing.</summary>
    public bool TryFind(int id, [NotNullWhen(true)] out KnownSchema? known)
    {
        known = _byId.TryGetValue(id, out (KnownSchema? Known, SchemaMismatchException? Mismatch) found) ? found.Known : null;
        return known is not null;
    }

    /// <summary>The schema of an id and how today's schema of its name takes it.</summary>
    /// <exception cref="RegistryException">The registry does not know the id, or is down.</exception>
    /// <exception cref="SchemaMismatchException">No reader takes what it wrote; says why. The registry is not asked again.</exception>
    public async ValueTask<KnownSchema> FindAsync(int id, CancellationToken cancel = default)
    {
        if (!_byId.TryGetValue(id, out (KnownSchema? Known, SchemaMismatchException? Mismatch) found))
        {
            found = Resolve(await _client.GetAsync(id, cancel).ConfigureAwait(false));
            if (_byId.Count >= _idsMax) _byId.Clear();
            _byId[id] = found;
        }

        return found.Known ?? throw new SchemaMismatchException(found.Mismatch!.Path, found.Mismatch.What);
    }

    private (KnownSchema? Known, SchemaMismatchException? Mismatch) Resolve(RegisteredSchema registered)
    {
        try
        {
            if (registered.Schema is not NamedSchema writer)
                throw new SchemaMismatchException(registered.Schema.BranchName, "was written without a name that a reader could have");
            NamedSchema reader = _readers.GetValueOrDefault(writer.FullName)
                ?? _readers.Values.FirstOrDefault(one => one.Aliases.Contains(writer.FullName, StringComparer.Ordinal))
                ?? throw new SchemaMismatchException(writer.FullName, "was written, and nothing here reads it");
            ulong fingerprint = Fingerprint.Of(writer), expected = Fingerprint.Of(reader);
            return (new KnownSchema(fingerprint, writer, reader, fingerprint == expected ? null : SchemaResolver.Create(writer, reader), expected), null);
        }
        catch (SchemaMismatchException mismatch)
        {
            return (null, mismatch);
        }
    }
}
