using Houle.Avro.Compatibility;
using Houle.Avro.Registry;
using Houle.Avro.Schemas;
using Houle.Configuration;
using Houle.Events;
using Houle.Hosting;

namespace Houle.Commands.Doctor;

/// <summary>Do today's schemas read what was ever written: every version published, and what a schema registry holds of ours?</summary>
internal static class SchemaChecks
{
    /// <summary>Versions looked at in a registry, all subjects together: each is a request.</summary>
    private const int RegisteredMax = 500;

    public static Check Published()
    {
        string[] conflicts =
        [
            .. PublishedSchemas.Store.All.SelectMany(known => SchemaCompatibility.Conflicts(known.Writer, known.Reader)
                .Select(conflict => $"{conflict} (schema {known.Fingerprint:x16})")),
        ];
        return conflicts.Length == 0
            ? Check.Ok("schemas", $"today's schemas read all {PublishedSchemas.Store.All.Count} that were ever published")
            : Check.Failed("schemas", string.Join("; ", conflicts), "this is a fault of Houle: please report it");
    }

    public static async Task<IReadOnlyList<Check>> Registered(HouleConfig config, CancellationToken cancel)
    {
        using SchemaRegistryClient? client = RegistryAccess.Client(config);
        if (client is null) return [];
        try
        {
            IReadOnlyList<string> subjects = await client.GetSubjectsAsync(cancel);
            return [Check.Ok("registry", $"{config.Registry.Url} answers, with {subjects.Count} subjects"), await Compare(client, config, subjects, cancel)];
        }
        catch (RegistryException e)
        {
            return [e.Failure == RegistryFailure.Unreachable
                ? Check.Unreachable("registry", e.Message, "start it, or correct registry.url; values whose schema is known are read meanwhile")
                : Check.Failed("registry", e.Message, "check registry.url, its credentials and registry.ca_file")];
        }
    }

    private static async Task<Check> Compare(SchemaRegistryClient client, HouleConfig config, IReadOnlyList<string> subjects, CancellationToken cancel)
    {
        Dictionary<string, NamedSchema> readers = PublishedSchemas.Store.All.Select(known => known.Reader)
            .DistinctBy(reader => reader.FullName).ToDictionary(reader => reader.FullName, StringComparer.Ordinal);
        var conflicts = new List<string>();
        int versions = 0, ours = 0;
        foreach (string subject in subjects.Where(subject => IsOurs(subject, config, readers)).Order(StringComparer.Ordinal))
        {
            ours++;
            foreach (int version in await client.GetVersionsAsync(subject, cancel))
            {
                if (versions++ == RegisteredMax)
                    return Check.Failed("registered schemas", $"more than {RegisteredMax} versions stand under our names", "remove subjects that nobody uses");
                Schema written = (await client.GetVersionAsync(subject, version, cancel)).Schema.Schema;
                if (written is not NamedSchema named || !readers.TryGetValue(named.FullName, out NamedSchema? reader))
                    conflicts.Add($"{subject} version {version}: {written.BranchName} was written, and no schema of ours reads it");
                else
                    conflicts.AddRange(SchemaCompatibility.Conflicts(named, reader).Select(conflict => $"{subject} version {version}: {conflict}"));
            }
        }

        return conflicts.Count == 0
            ? Check.Ok("registered schemas", $"today's schemas read all {versions} versions under {ours} subjects of ours")
            : Check.Failed("registered schemas", string.Join("; ", conflicts), "values of these versions will be dead letters: have their writers keep to schemas/");
    }

    /// <summary>A topic's values, or a record of ours by its name, alone or behind a topic's.</summary>
    private static bool IsOurs(string subject, HouleConfig config, Dictionary<string, NamedSchema> readers) =>
        config.Streams.Values.Any(stream => subject == SubjectNames.OfTopic(stream.Topic))
        || readers.Values.Any(reader => subject == SubjectNames.OfRecord(reader) || subject.EndsWith(SubjectNames.OfTopicAndRecord("", reader), StringComparison.Ordinal));
}
