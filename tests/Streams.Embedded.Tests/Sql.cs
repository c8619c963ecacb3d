using Microsoft.Data.Sqlite;

namespace Houle.Streams.Embedded.Tests;

/// <summary>Looks into a closed log's commit store from outside.</summary>
internal static class Sql
{
    public static void Execute(string folder, string sql) => Scalar(folder, sql);

    public static object? Scalar(string folder, string sql)
    {
        using SqliteConnection connection = new($"Data Source={Path.Combine(folder, "commits.db")};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
