using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace Houle.Bench;

/// <summary>The choice not made: each record a row, each commit a transaction of SQLite. The baseline of the decision page.</summary>
internal static class SqliteBlobs
{
    public static void Run(string path, long bytes, int valueBytes, int commitBytes)
    {
        using SqliteConnection connection = new($"Data Source={path};Pooling=False");
        connection.Open();
        Execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL");
        Execute("CREATE TABLE record(part INTEGER, offset INTEGER, ms INTEGER, key BLOB, value BLOB, PRIMARY KEY(part, offset)) WITHOUT ROWID");
        byte[] value = new byte[valueBytes];
        new Random(1).NextBytes(value);
        using SqliteCommand insert = connection.CreateCommand();
        insert.CommandText = "INSERT INTO record VALUES(0, $offset, 0, 'creator-123', $value)";
        SqliteParameter offset = insert.Parameters.Add("$offset", SqliteType.Integer);
        insert.Parameters.AddWithValue("$value", value);
        long records = 0, commits = 0;
        Stopwatch clock = Stopwatch.StartNew();
        while (records * valueBytes < bytes)
        {
            using SqliteTransaction transaction = connection.BeginTransaction();
            insert.Transaction = transaction;
            for (int i = 0; i < commitBytes / valueBytes; i++)
            {
                offset.Value = records++;
                insert.ExecuteNonQuery();
            }
            transaction.Commit();
            commits++;
        }
        EmbeddedLogBench.Print(
            "rows in SQLite", valueBytes, commitBytes, clock.Elapsed.TotalSeconds, records * valueBytes, records, commits, 0);

        void Execute(string sql)
        {
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = sql;
            command.ExecuteNonQuery();
        }
    }
}
