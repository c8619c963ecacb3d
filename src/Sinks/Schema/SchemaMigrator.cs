using System.Text.Json.Serialization;
using Houle.Sinks.Client;

namespace Houle.Sinks.Schema;

/// <summary>Brings a database to the tables and views of this version: numbered migrations once, views when they change.</summary>
/// <remarks>Every statement may run twice, so processes that start at the same time, or die half-way, do no harm.</remarks>
public sealed partial class SchemaMigrator
{
    private readonly ClickHouseClient _client;
    private readonly SchemaOptions _options;
    private readonly IReadOnlyList<SqlScript> _migrations, _repeatables;

    public SchemaMigrator(ClickHouseClient client, SchemaOptions options)
        : this(client, options, SqlScript.Migrations, SqlScript.Repeatables)
    {
    }

    internal SchemaMigrator(
        ClickHouseClient client, SchemaOptions options, IReadOnlyList<SqlScript> migrations,
        IReadOnlyList<SqlScript> repeatables) =>
        (_client, _options, _migrations, _repeatables) = (client, options, migrations, repeatables);

    /// <summary>Applies what is missing.</summary>
    /// <returns>Names of the scripts that were applied; empty when the database was up to date.</returns>
    /// <exception cref="SchemaException">An applied migration has been changed, or the database is of a newer version.</exception>
    public async Task<IReadOnlyList<string>> ApplyAsync(CancellationToken cancel = default)
    {
        await CreateDatabaseAsync(cancel).ConfigureAwait(false);
        await _client.ExecuteAsync(
            "CREATE TABLE IF NOT EXISTS schema_migrations (name String, checksum String, " +
            "applied_at DateTime64(6, 'UTC') DEFAULT now64(6)) ENGINE = MergeTree ORDER BY name", cancel).ConfigureAwait(false);
        IReadOnlyList<Applied> rows = await _client.QueryAsync(
            "SELECT name, argMax(checksum, applied_at) AS checksum FROM schema_migrations GROUP BY name",
            AppliedJson.Default.Applied, cancel).ConfigureAwait(false);
        var applied = rows.ToDictionary(row => row.Name, row => row.Checksum, StringComparer.Ordinal);
        Check(applied);

        List<string> done = [];
        foreach (SqlScript script in _migrations.Where(script => !applied.ContainsKey(script.Name)))
            await ApplyAsync(script).ConfigureAwait(false);
        foreach (SqlScript script in _repeatables.Select(script => script with { Text = _options.Fill(script.Text) }))
            if (applied.GetValueOrDefault(script.Name) != script.Checksum) await ApplyAsync(script).ConfigureAwait(false);
        return done;

        async Task ApplyAsync(SqlScript script)
        {
            foreach (string statement in script.Statements)
                await _client.ExecuteAsync(statement, cancel).ConfigureAwait(false);
            await _client.ExecuteAsync(
                "INSERT INTO schema_migrations (name, checksum) VALUES ({name:String}, {checksum:String})", cancel,
                new("name", script.Name), new("checksum", script.Checksum)).ConfigureAwait(false);
            done.Add(script.Name);
        }
    }

    private async Task CreateDatabaseAsync(CancellationToken cancel)
    {
        ClickHouseEndpoint endpoint = _client.Endpoint;
        using var outside = new ClickHouseClient(endpoint with { Database = "default" });
        await outside.ExecuteAsync("CREATE DATABASE IF NOT EXISTS {database:Identifier} ENGINE = Atomic", cancel,
            new KeyValuePair<string, string>("database", endpoint.Database)).ConfigureAwait(false);
    }

    private void Check(Dictionary<string, string> applied)
    {
        foreach (SqlScript script in _migrations)
        {
            if (applied.TryGetValue(script.Name, out string? checksum) && checksum != script.Checksum)
            {
                throw new SchemaException(
                    $"migration {script.Name} was changed after it had been applied to database {_client.Endpoint.Database} " +
                    $"(checksum {checksum[..12]} then, {script.Checksum[..12]} now); restore it, and put the change into a new migration");
            }
        }

        string? unknown = applied.Keys.Where(name => char.IsAsciiDigit(name[0])).Order(StringComparer.Ordinal)
            .FirstOrDefault(name => _migrations.All(script => script.Name != name));
        if (unknown is not null)
        {
            throw new SchemaException(
                $"database {_client.Endpoint.Database} has migration {unknown}, which this version does not know: " +
                "it was made by a newer Houle; run that version, or name another database");
        }
    }

    internal sealed record Applied(
        [property: JsonPropertyName("name")] string Name, [property: JsonPropertyName("checksum")] string Checksum);

    [JsonSerializable(typeof(Applied))]
    private sealed partial class AppliedJson : JsonSerializerContext;
}

/// <summary>The database's tables are not those of this version; the message says which and what to do.</summary>
public sealed class SchemaException(string message) : Exception(message);
