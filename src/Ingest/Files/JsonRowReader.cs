namespace Houle.Ingest.Files;

/// <summary>Reads JSON lines: one object a line, columns by path (<see cref="ValuePath"/>).</summary>
/// <remarks>As <see cref="JsonRowParser"/> takes them.</remarks>
public sealed class JsonRowReader : TextRowReader
{
    private readonly JsonRowParser _parser;

    /// <exception cref="FormatException">A path is malformed.</exception>
    /// <exception cref="IngestException">The file is in another encoding.</exception>
    public JsonRowReader(InputFile file, IReadOnlyList<string> paths, Action<long>? onBytes = null)
        : base(file, onBytes) => _parser = new JsonRowParser(paths, "the line");

    private protected override int RowLength(out bool whole) => LineLength(out whole);

    private protected override void Split(Row row)
    {
        if (_parser.Problem(row) is { } problem) row.Fault = Unreadable(row.Line, problem);
    }
}
