using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using Houle.Avro.Schemas;

namespace Houle.Avro.Registry;

/// <summary>Talks to a schema registry by Confluent's REST API (version 1; Apicurio, Karapace and others speak it too).</summary>
/// <remarks>For any number of threads. What it fetched by id it keeps: a registry that is down stops nothing whose schema is
/// known. Every method that asks the registry throws <see cref="RegistryException"/> when it does not give what was asked.</remarks>
public sealed class SchemaRegistryClient : IDisposable
{
    private readonly RegistryTransport _transport;
    private readonly SchemaCache _cache;
    private readonly CancellationTokenSource _disposed = new();
    private readonly Uri _url;

    /// <param name="options">Address, credentials, bounds.</param>
    /// <param name="time">Clock of time-outs, waits and the memory of unknown ids.</param>
    /// <param name="handler">In place of a <see cref="SocketsHttpHandler"/> of its own: a proxy, a test. Disposed with the client.</param>
    public SchemaRegistryClient(RegistryOptions options, TimeProvider time, HttpMessageHandler? handler = null)
    {
        _transport = new RegistryTransport(options, time, handler);
        _cache = new SchemaCache(options.SchemasMax, options.UnknownKept, time);
        _url = options.Url;
    }

    /// <summary>A schema that was fetched before, without asking anybody.</summary>
    public bool TryGetKnown(int id, [NotNullWhen(true)] out RegisteredSchema? schema) => _cache.TryGet(id, out schema);

    /// <summary>Makes a schema known by hand, such as one kept on disk: it is not asked for again.</summary>
    public void AddKnown(RegisteredSchema schema) => _cache.Add(schema);

    /// <summary>The schema with an id, fetched once; whoever asks meanwhile waits for the same answer.</summary>
    /// <remarks>An id that is not known is refused for <see cref="RegistryOptions.UnknownKept"/> without asking again.</remarks>
    public ValueTask<RegisteredSchema> GetAsync(int id, CancellationToken cancel = default) =>
        _cache.TryGet(id, out RegisteredSchema? known)
            ? ValueTask.FromResult(known)
            : new ValueTask<RegisteredSchema>(_cache.GetOrAsk(id, () => FetchById(id)).WaitAsync(cancel));

    /// <summary>A version of a subject.</summary>
    /// <param name="subject">Such as <c>houle.sales-value</c>.</param>
    /// <param name="version">From 1; null for the latest there is now.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async Task<SubjectVersion> GetVersionAsync(string subject, int? version = null, CancellationToken cancel = default)
    {
        string path = $"{SubjectPath(subject)}/versions/{Number(version)}";
        return await ReadVersion(await _transport.Ask(HttpMethod.Get, path, body: null, cancel).ConfigureAwait(false), path, cancel).ConfigureAwait(false);
    }

    /// <summary>The versions that a subject has, in order; none for a subject that does not exist.</summary>
    public async Task<IReadOnlyList<int>> GetVersionsAsync(string subject, CancellationToken cancel = default)
    {
        string path = $"{SubjectPath(subject)}/versions";
        try
        {
            JsonElement answer = await _transport.Ask(HttpMethod.Get, path, body: null, cancel).ConfigureAwait(false);
            return answer.ValueKind == JsonValueKind.Array && answer.EnumerateArray().All(item => item.TryGetInt32(out _))
                ? [.. answer.EnumerateArray().Select(item => item.GetInt32()).Order()]
                : throw _transport.Malformed(path, "no list of numbers");
        }
        catch (RegistryException e) when (e.Failure == RegistryFailure.NotFound)
        {
            return [];
        }
    }

    /// <summary>Every subject there is.</summary>
    public async Task<IReadOnlyList<string>> GetSubjectsAsync(CancellationToken cancel = default) =>
        RegistryAnswers.Texts(await _transport.Ask(HttpMethod.Get, "subjects", body: null, cancel).ConfigureAwait(false))
            ?? throw _transport.Malformed("subjects", "no list of names");

    /// <summary>Makes a schema the subject's newest version, unless it has it already.</summary>
    /// <param name="subject">Created when it does not exist.</param>
    /// <param name="json">The schema's text.</param>
    /// <param name="references">Types it uses that other subjects define.</param>
    /// <param name="cancel">Ends the wait; the schema may be registered all the same.</param>
    /// <returns>The id to frame values with, its schema known from now on.</returns>
    /// <exception cref="SchemaException">The text is not a schema; nothing was sent.</exception>
    public async Task<RegisteredSchema> RegisterAsync(
        string subject, string json, IReadOnlyList<SchemaReference>? references = null, CancellationToken cancel = default)
    {
        references ??= [];
        Schema schema = await Parse(json, references, cancel).ConfigureAwait(false);
        string path = $"{SubjectPath(subject)}/versions";
        JsonElement answer = await _transport.Ask(HttpMethod.Post, path, Body(json, references), cancel).ConfigureAwait(false);
        int id = RegistryAnswers.Number(answer, "id") ?? throw _transport.Malformed(path, "no id");
        var registered = new RegisteredSchema(id, schema, json, references);
        _cache.Add(registered);
        return registered;
    }

    /// <summary>The version under which a subject has a schema already; null when it does not.</summary>
    public async Task<SubjectVersion?> FindAsync(
        string subject, string json, IReadOnlyList<SchemaReference>? references = null, CancellationToken cancel = default)
    {
        string path = SubjectPath(subject);
        try
        {
            JsonElement answer = await _transport.Ask(HttpMethod.Post, path, Body(json, references ?? []), cancel).ConfigureAwait(false);
            return await ReadVersion(answer, path, cancel).ConfigureAwait(false);
        }
        catch (RegistryException e) when (e.Failure == RegistryFailure.NotFound)
        {
            return null;
        }
    }

    /// <summary>Whether the subject's rule would let a schema in, without registering it.</summary>
    /// <param name="subject">One that does not exist takes anything.</param>
    /// <param name="json">The schema's text.</param>
    /// <param name="references">Types it uses that other subjects define.</param>
    /// <param name="version">To compare with; null for all that the rule names.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async Task<RegistryVerdict> CheckAsync(
        string subject, string json, IReadOnlyList<SchemaReference>? references = null, int? version = null, CancellationToken cancel = default)
    {
        string versions = version is null ? "versions" : $"versions/{Number(version)}";
        string path = $"compatibility/{SubjectPath(subject)}/{versions}?verbose=true";
        try
        {
            JsonElement answer = await _transport.Ask(HttpMethod.Post, path, Body(json, references ?? []), cancel).ConfigureAwait(false);
            if (answer.ValueKind != JsonValueKind.Object || !answer.TryGetProperty("is_compatible", out JsonElement verdict)
                || verdict.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
                throw _transport.Malformed(path, "no verdict");
            IReadOnlyList<string> messages = answer.TryGetProperty("messages", out JsonElement list) ? RegistryAnswers.Texts(list) ?? [] : [];
            if (messages.Count == 0 && RegistryAnswers.Text(answer, "reason") is { } reason) messages = [reason]; // Apicurio's form
            return new RegistryVerdict(verdict.GetBoolean(), messages);
        }
        catch (RegistryException e) when (e.Failure == RegistryFailure.NotFound && version is null)
        {
            return new RegistryVerdict(IsCompatible: true, []); // nothing there to be incompatible with
        }
    }

    /// <summary>The rule of a subject, or of the registry where it has none of its own: <c>BACKWARD</c>, <c>FULL_TRANSITIVE</c> ...</summary>
    /// <param name="subject">Null for the registry's own.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async Task<string> GetCompatibilityAsync(string? subject = null, CancellationToken cancel = default)
    {
        string path = subject is null ? "config" : $"config/{Uri.EscapeDataString(subject)}?defaultToGlobal=true";
        JsonElement answer = await _transport.Ask(HttpMethod.Get, path, body: null, cancel).ConfigureAwait(false);
        return RegistryAnswers.Text(answer, "compatibilityLevel") ?? throw _transport.Malformed(path, "no compatibilityLevel");
    }

    /// <summary>Sets the rule of a subject, or with null that of the registry.</summary>
    public async Task SetCompatibilityAsync(string? subject, string level, CancellationToken cancel = default)
    {
        string path = subject is null ? "config" : $"config/{Uri.EscapeDataString(subject)}";
        await _transport.Ask(HttpMethod.Put, path, RegistryTransport.Body(body => body.WriteString("compatibility", level)), cancel).ConfigureAwait(false);
    }

    /// <summary>The address alone.</summary>
    public override string ToString() => $"schema registry {_url}";

    public void Dispose()
    {
        _disposed.Cancel();
        _disposed.Dispose();
        _transport.Dispose();
    }

    private async Task<RegisteredSchema> FetchById(int id)
    {
        string path = $"schemas/ids/{Number(id)}";
        CancellationToken cancel = _disposed.Token;
        JsonElement answer = await _transport.Ask(HttpMethod.Get, path, body: null, cancel).ConfigureAwait(false);
        return await ReadSchema(answer, id, path, cancel).ConfigureAwait(false);
    }

    private async Task<SubjectVersion> ReadVersion(JsonElement answer, string path, CancellationToken cancel)
    {
        int id = RegistryAnswers.Number(answer, "id") ?? throw _transport.Malformed(path, "no id");
        if (RegistryAnswers.Text(answer, "subject") is not { } subject || RegistryAnswers.Number(answer, "version") is not { } version)
            throw _transport.Malformed(path, "no subject and version");
        if (!_cache.TryGet(id, out RegisteredSchema? schema)) _cache.Add(schema = await ReadSchema(answer, id, path, cancel).ConfigureAwait(false));
        return new SubjectVersion(subject, version, schema);
    }

    private async Task<RegisteredSchema> ReadSchema(JsonElement answer, int id, string path, CancellationToken cancel)
    {
        (string json, IReadOnlyList<SchemaReference> references) = ReadText(answer, path);
        try
        {
            return new RegisteredSchema(id, await Parse(json, references, cancel).ConfigureAwait(false), json, references);
        }
        catch (SchemaException e)
        {
            throw _transport.Malformed(path, $"a text that is not an Avro schema, {e.Message}", e);
        }
    }

    private (string Json, IReadOnlyList<SchemaReference> References) ReadText(JsonElement answer, string path)
    {
        if (RegistryAnswers.Text(answer, "schemaType") is { } type && type != "AVRO") throw _transport.Malformed(path, $"a schema of type {type}; only AVRO can be read");
        return (RegistryAnswers.Text(answer, "schema") ?? throw _transport.Malformed(path, "no schema"),
            RegistryAnswers.References(answer) ?? throw _transport.Malformed(path, "references that are none"));
    }

    private Task<Schema> Parse(string json, IReadOnlyList<SchemaReference> references, CancellationToken cancel) =>
        new ReferenceResolver(async (reference, cancel) =>
        {
            string path = $"{SubjectPath(reference.Subject)}/versions/{Number(reference.Version)}";
            return ReadText(await _transport.Ask(HttpMethod.Get, path, body: null, cancel).ConfigureAwait(false), path);
        }).Parse(json, references, cancel);

    private static byte[] Body(string json, IReadOnlyList<SchemaReference> references) =>
        RegistryTransport.Body(body => WriteSchema(body, json, references));

    private static void WriteSchema(Utf8JsonWriter body, string json, IReadOnlyList<SchemaReference> references)
    {
        body.WriteString("schema", json);
        if (references.Count == 0) return; // AVRO is the default, and older registries know no other member
        body.WriteString("schemaType", "AVRO");
        body.WriteStartArray("references");
        foreach (SchemaReference reference in references)
        {
            body.WriteStartObject();
            body.WriteString("name", reference.Name);
            body.WriteString("subject", reference.Subject);
            body.WriteNumber("version", reference.Version);
            body.WriteEndObject();
        }

        body.WriteEndArray();
    }

    private static string SubjectPath(string subject) => $"subjects/{Uri.EscapeDataString(subject)}";

    private static string Number(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "latest";
}
