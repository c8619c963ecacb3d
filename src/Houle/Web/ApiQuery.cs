namespace Houle.Web;

/// <summary>An address that answers with the rows of one statement over the views, as a JSON array.</summary>
/// <param name="Path">Below /api/.</param>
/// <param name="Means">What a row is.</param>
internal sealed record ApiQuery(string Path, string Means, params ApiParameter[] Parameters)
{
    private string? _sql;

    /// <summary>Name of the statement's file in Queries, where it is not the path: some addresses share one.</summary>
    public string? File { get; init; }

    /// <summary>Whether its rows have a creator, whom the roster may name.</summary>
    public bool IsOfCreators { get; init; }

    /// <summary>What a shared statement reads from, where it says <c>{{of}}</c>.</summary>
    public string Of { get; init; } = "";

    public string Sql => _sql ??= Assets.Text($"Queries.{File ?? Path}.sql").Replace("{{of}}", Of, StringComparison.Ordinal);
}
