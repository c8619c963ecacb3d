using Houle.Streams.Embedded.Segments;
using Houle.Streams.Log;
using Microsoft.Data.Sqlite;

namespace Houle.Streams.Embedded.Storage;

/// <summary>The SQLite file that says what is committed: topics, segments' lengths, positions, trims, producers.</summary>
/// <remarks>WAL and synchronous=FULL: when <see cref="Commit"/> returns, it is on the disk. One thread at a time.</remarks>
internal sealed class CommitStore : IDisposable
{
    public const string FileName = "commits.db";
    private const int FormatVersion = 1;

    /// <summary>SQLite's codes for a full disk, a damaged file, and a file that is none of its own.</summary>
    private const int Full = 13, Damaged = 11, NotADatabase = 26;

    private const string Schema =
        """
        CREATE TABLE topic(
            number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, id TEXT NOT NULL, partitions INTEGER NOT NULL,
            retention_ms INTEGER NOT NULL, retention_bytes INTEGER NOT NULL) STRICT;
        CREATE TABLE segment(
            topic INTEGER NOT NULL, part INTEGER NOT NULL, base_offset INTEGER NOT NULL, end_offset INTEGER NOT NULL,
            bytes INTEGER NOT NULL, timestamp_min_ms INTEGER NOT NULL, timestamp_max_ms INTEGER NOT NULL,
            PRIMARY KEY(topic, part, base_offset)) STRICT, WITHOUT ROWID;
        CREATE TABLE position(
            consumer TEXT NOT NULL, topic INTEGER NOT NULL, part INTEGER NOT NULL, next INTEGER NOT NULL,
            low INTEGER NOT NULL, PRIMARY KEY(consumer, topic, part)) STRICT, WITHOUT ROWID;
        CREATE TABLE trim(
            topic INTEGER NOT NULL, part INTEGER NOT NULL, before INTEGER NOT NULL,
            PRIMARY KEY(topic, part)) STRICT, WITHOUT ROWID;
        CREATE TABLE producer(id TEXT PRIMARY KEY, epoch INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        """;

    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteCommand> _prepared = [];
    private readonly string _path;

    static CommitStore() => SQLitePCL.Batteries_V2.Init();

    private CommitStore(string path, SqliteOpenMode mode)
    {
        _path = path;
        _connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false }.ToString());
        try
        {
            _connection.Open();
        }
        catch (SqliteException failure)
        {
            _connection.Dispose();
            throw new LogException($"{path} cannot be opened: {failure.Message}", failure);
        }
    }

    /// <summary>Opens for writing; creates the file if it is not there.</summary>
    public static CommitStore Open(string folder)
    {
        CommitStore store = new(Path.Combine(folder, FileName), SqliteOpenMode.ReadWriteCreate);
        return store.Checked(() =>
        {
            store.Execute("PRAGMA journal_mode=WAL");
            store.Execute("PRAGMA synchronous=FULL");
            if (store.Scalar("PRAGMA user_version") == 0)
            {
                store.Execute("BEGIN IMMEDIATE");
                store.Execute(Schema);
                store.Execute($"PRAGMA user_version={FormatVersion}");
                store.Execute("COMMIT");
            }
        });
    }

    /// <summary>Opens for looking, while another process may be writing.</summary>
    public static CommitStore OpenReadOnly(string folder)
    {
        string path = Path.Combine(folder, FileName);
        if (!File.Exists(path)) throw new LogException($"there is no log in {folder}");
        CommitStore store = new(path, SqliteOpenMode.ReadOnly);
        return store.Checked(() => { });
    }

    /// <summary>Changes when another connection has committed.</summary>
    public long DataVersion => Scalar("PRAGMA data_version");

    /// <summary>Runs <paramref name="change"/> and makes it durable.</summary>
    /// <exception cref="NotCommittedException">Nothing changed.</exception>
    /// <exception cref="InDoubtException">It may have changed, or not.</exception>
    public void Commit(Action change)
    {
        try
        {
            Execute("BEGIN IMMEDIATE");
            change();
        }
        catch (SqliteException failure)
        {
            RollBack();
            throw new NotCommittedException($"{_path}: {failure.Message}", failure);
        }
        try
        {
            Execute("COMMIT");
        }
        catch (SqliteException failure) when (failure.SqliteErrorCode == Full)
        {
            RollBack();
            throw new NotCommittedException($"{_path}: {failure.Message}", failure);
        }
        catch (SqliteException failure)
        {
            throw new InDoubtException(failure);
        }
    }

    /// <summary>Runs several queries on one state of the file.</summary>
    public void Look(Action queries)
    {
        Execute("BEGIN");
        try
        {
            queries();
        }
        finally
        {
            Execute("COMMIT");
        }
    }

    /// <summary>Lets the file grow to so many pages and no further.</summary>
    public void LimitPages(int pagesMax) => Scalar($"PRAGMA max_page_count={pagesMax}");

    public void SaveTopic(int number, TopicDescription topic) => Run(
        """
        INSERT INTO topic VALUES($1, $2, $3, $4, $5, $6) ON CONFLICT(number)
        DO UPDATE SET partitions = $4, retention_ms = $5, retention_bytes = $6
        """,
        number, topic.Definition.Name, topic.Id, topic.Definition.Partitions, topic.Definition.RetentionMs,
        topic.Definition.RetentionBytes);

    public void SaveSegment(in SegmentRow row) => Run(
        """
        INSERT INTO segment VALUES($1, $2, $3, $4, $5, $6, $7) ON CONFLICT(topic, part, base_offset)
        DO UPDATE SET end_offset = $4, bytes = $5, timestamp_min_ms = $6, timestamp_max_ms = $7
        """,
        row.Topic, row.Partition, row.BaseOffset, row.EndOffset, row.Bytes, row.Times.MinMs, row.Times.MaxMs);

    public void DeleteSegment(int topic, int partition, long baseOffset) =>
        Run("DELETE FROM segment WHERE topic = $1 AND part = $2 AND base_offset = $3", topic, partition, baseOffset);

    public void SavePosition(string group, int topic, int partition, GroupPosition position) => Run(
        "INSERT INTO position VALUES($1, $2, $3, $4, $5) ON CONFLICT DO UPDATE SET next = $4, low = $5",
        group, topic, partition, position.Next, position.Low);

    public void SaveTrim(int topic, int partition, long before) => Run(
        "INSERT INTO trim VALUES($1, $2, $3) ON CONFLICT DO UPDATE SET before = max(before, $3)", topic, partition, before);

    public void SaveProducer(string id, long epoch) =>
        Run("INSERT INTO producer VALUES($1, $2) ON CONFLICT DO UPDATE SET epoch = $2", id, epoch);

    public List<(int Number, TopicDescription Topic)> Topics() => Query(
        "SELECT number, name, id, partitions, retention_ms, retention_bytes FROM topic ORDER BY name",
        static row => (row.GetInt32(0), new TopicDescription(
            new TopicDefinition(row.GetString(1), row.GetInt32(3), row.GetInt64(4), row.GetInt64(5)), row.GetString(2))));

    public List<SegmentRow> Segments() => Query(
        "SELECT * FROM segment ORDER BY topic, part, base_offset",
        static row => new SegmentRow(
            row.GetInt32(0), row.GetInt32(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4),
            new TimeRange(row.GetInt64(5), row.GetInt64(6))));

    public List<(string Group, int Topic, int Partition, GroupPosition Position)> Positions() => Query(
        "SELECT * FROM position",
        static row => (
            row.GetString(0), row.GetInt32(1), row.GetInt32(2), new GroupPosition(row.GetInt64(3), row.GetInt64(4))));

    public List<(int Topic, int Partition, long Before)> Trims() =>
        Query("SELECT * FROM trim", static row => (row.GetInt32(0), row.GetInt32(1), row.GetInt64(2)));

    public List<(string Id, long Epoch)> Producers() =>
        Query("SELECT * FROM producer", static row => (row.GetString(0), row.GetInt64(1)));

    public void Dispose()
    {
        foreach (SqliteCommand command in _prepared.Values) command.Dispose();
        _connection.Dispose();
    }

    private CommitStore Checked(Action prepare)
    {
        try
        {
            prepare();
            if (Prepared("PRAGMA quick_check(1)").ExecuteScalar() is not "ok") throw new LogCorruptException($"{_path} is damaged; restore it from a copy");
            long version = Scalar("PRAGMA user_version");
            if (version != FormatVersion)
                throw new LogException($"{_path} has format {version}, and this program knows format {FormatVersion}");
            return this;
        }
        catch (SqliteException failure)
        {
            Dispose();
            throw failure.SqliteErrorCode is Damaged or NotADatabase
                ? new LogCorruptException($"{_path} is damaged ({failure.Message}); restore it from a copy", failure)
                : new LogException($"{_path} cannot be opened: {failure.Message}", failure);
        }
        catch (LogException)
        {
            Dispose();
            throw;
        }
    }

    /// <summary>SQLite has undone some failures by itself; a second time does no harm.</summary>
    private void RollBack()
    {
        if (SQLitePCL.raw.sqlite3_get_autocommit(_connection.Handle) == 0) Execute("ROLLBACK");
    }

    private void Execute(string sql) => Prepared(sql).ExecuteNonQuery();

    private long Scalar(string sql) => (long)Prepared(sql).ExecuteScalar()!;

    private void Run(string sql, params ReadOnlySpan<object> values)
    {
        SqliteCommand command = Prepared(sql);
        for (int i = 0; i < values.Length; i++)
        {
            if (command.Parameters.Count == i) command.Parameters.AddWithValue($"${i + 1}", values[i]);
            else command.Parameters[i].Value = values[i];
        }
        command.ExecuteNonQuery();
    }

    private List<T> Query<T>(string sql, Func<SqliteDataReader, T> read)
    {
        List<T> rows = [];
        using SqliteDataReader reader = Prepared(sql).ExecuteReader();
        while (reader.Read()) rows.Add(read(reader));
        return rows;
    }

    private SqliteCommand Prepared(string sql)
    {
        if (_prepared.TryGetValue(sql, out SqliteCommand? command)) return command;
        command = _connection.CreateCommand();
        command.CommandText = sql;
        _prepared.Add(sql, command);
        return command;
    }
}
