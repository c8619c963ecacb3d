namespace Houle.Web;

/// <summary>An address that answers with the rows of one statement over the views, as a JSON array.</summary>
/// <param name="Path">Below /api/.</param>
/// <param name="Means">What a row is.</param>
internal sealed record ApiQuery(string Path, string Means, params ApiParameter[] Parameters)
{
    private readonly Lazy<string> _sql = new(() => Assets.Text($"Queries.{Path}.sql"));

    public string Sql => _sql.Value;
}
