using Houle.Avro.Registry;
using Houle.Avro.Resolution;
using Houle.Avro.Schemas;
using Houle.CommandLine;
using Houle.Configuration;
using Houle.Events;
using Houle.Streams.Log;
using Houle.Streams.Observe;

namespace Houle.Hosting;

/// <summary>The registry's side of events: what its ids mean when they are read, and the ids of ours when they are written.</summary>
internal sealed class RegisteredSchemas(SchemaRegistryClient client) : IRegisteredSchemas, IDisposable
{
    private readonly RegistrySchemaStore _store = new(client, Readers);

    /// <summary>Schemas of what may stand in a source topic.</summary>
    private static IReadOnlyList<(Schema Schema, string Json)> Events { get; } =
    [
        (Mention.Schema, Mention.SchemaJson), (PostSnapshot.Schema, PostSnapshot.SchemaJson),
        (CreatorSnapshot.Schema, CreatorSnapshot.SchemaJson), (Intent.Schema, Intent.SchemaJson), (Sale.Schema, Sale.SchemaJson),
        (StockLevel.Schema, StockLevel.SchemaJson), (FootTraffic.Schema, FootTraffic.SchemaJson),
        (CommunityEvent.Schema, CommunityEvent.SchemaJson), (Progress.Schema, Progress.SchemaJson),
    ];

    private static IEnumerable<NamedSchema> Readers => Events.Select(one => (NamedSchema)one.Schema);

    /// <summary>Null when no registry is configured.</summary>
    public static RegisteredSchemas? Of(HouleConfig config) =>
        RegistryAccess.Client(config) is { } client ? new RegisteredSchemas(client) : null;

    public KnownSchema? Find(int id, out string problem)
    {
        problem = "";
        if (_store.TryFind(id, out KnownSchema? known)) return known;
        try
        {
            return _store.FindAsync(id).AsTask().GetAwaiter().GetResult();
        }
        catch (SchemaMismatchException e)
        {
            problem = $"the registry's schema {id} is not read here: {e.Message}";
            return null;
        }
        catch (RegistryException e) when (e.Failure == RegistryFailure.NotFound)
        {
            problem = $"the registry has no schema {id}";
            return null;
        }
        catch (RegistryException e)
        {
            throw new LogUnavailableException($"schema {id} of a record cannot be looked up: {e.Message}", e);
        }
    }

    /// <summary>A schema that others registered, as it is; or why there is none.</summary>
    public (Schema? Schema, string Problem) FindForeign(int id)
    {
        if (client.TryGetKnown(id, out RegisteredSchema? known)) return (known.Schema, "");
        try
        {
            return (client.GetAsync(id).AsTask().GetAwaiter().GetResult().Schema, "");
        }
        catch (RegistryException e) when (e.Failure == RegistryFailure.NotFound)
        {
            return (null, $"the registry has no schema {id}");
        }
        catch (RegistryException e)
        {
            throw new LogUnavailableException($"schema {id} of a record cannot be looked up: {e.Message}", e);
        }
    }

    /// <summary>Registers the schemas of all events, each under its own name, and says by which ids their values are framed.</summary>
    /// <exception cref="CommandException">The registry is away, or refuses one: says which, and what stands in its way.</exception>
    public async Task<IReadOnlyDictionary<ulong, int>> Register(CancellationToken cancel)
    {
        Dictionary<ulong, int> ids = [];
        foreach ((Schema schema, string json) in Events)
        {
            string subject = SubjectNames.OfRecord((NamedSchema)schema);
            try
            {
                ids[Fingerprint.Of(schema)] = (await client.RegisterAsync(subject, json, cancel: cancel)).Id;
            }
            catch (RegistryException e) when (e.Failure == RegistryFailure.Incompatible)
            {
                RegistryVerdict verdict = await client.CheckAsync(subject, json, cancel: cancel);
                throw new CommandException(
                    ExitCodes.Failed,
                    $"{client} refuses our schema of subject {subject}: {string.Join("; ", verdict.Messages.DefaultIfEmpty(e.Message))}; " +
                    "set the subject's compatibility to BACKWARD_TRANSITIVE, or remove what others registered there", e);
            }
            catch (RegistryException e)
            {
                throw e.Failure == RegistryFailure.Unreachable
                    ? CommandException.Unreachable($"registry: {e.Message}", e)
                    : new CommandException(ExitCodes.Failed, $"registry: {e.Message}", e);
            }
        }

        return ids;
    }

    public void Dispose() => client.Dispose();
}
