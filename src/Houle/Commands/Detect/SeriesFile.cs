using System.Globalization;
using Houle.CommandLine;
using Houle.Ingest.Files;

namespace Houle.Commands.Detect;

/// <summary>Reads timestamp,value row by row; the text of both stays as it is in the file.</summary>
internal sealed class SeriesFile : IDisposable
{
    private readonly string _path;
    private readonly CsvRowReader _reader;
    private readonly Row _row = new(2);

    /// <exception cref="CommandException">There is no such file.</exception>
    /// <exception cref="Houle.Ingest.IngestException">No header, or without the two columns.</exception>
    public SeriesFile(string path)
    {
        if (Directory.Exists(path)) throw CommandException.Usage($"{path} is a folder; name a file");
        if (!File.Exists(path)) throw CommandException.Usage($"{path}: there is no such file");
        _path = path;
        _reader = new CsvRowReader(InputFile.Inspect(path), ["timestamp", "value"]);
    }

    public ReadOnlySpan<byte> Timestamp => _row.Value(0);

    public ReadOnlySpan<byte> ValueText => _row.Value(1);

    /// <summary>NaN where it is missing: empty, NA, null, NaN or infinite.</summary>
    public double Value { get; private set; }

    public long Line => _row.Line;

    /// <returns>False at the end.</returns>
    /// <exception cref="CommandException">A row that cannot be read; the message has its line.</exception>
    public bool Read()
    {
        if (!_reader.Read(_row)) return false;
        if (_row.Fault is { } fault) throw new CommandException(ExitCodes.Failed, fault.Detail);
        Value = Parse(ValueText.Trim(" \t"u8));
        return true;
    }

    public void Dispose() => _reader.Dispose();

    private double Parse(ReadOnlySpan<byte> text)
    {
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value))
            return double.IsFinite(value) ? value : double.NaN;
        if (text.IsEmpty || IsAny(text)) return double.NaN;
        throw new CommandException(
            ExitCodes.Failed,
            $"{_path}:{_row.Line}: the value '{System.Text.Encoding.UTF8.GetString(text[..Math.Min(text.Length, 40)])}' is not a number; leave it empty where it is missing");
    }

    private static bool IsAny(ReadOnlySpan<byte> text)
    {
        foreach (string word in (ReadOnlySpan<string>)["NA", "N/A", "null", "nan", "inf", "+inf", "-inf"])
        {
            if (text.Length == word.Length && System.Text.Ascii.EqualsIgnoreCase(text, word)) return true;
        }

        return false;
    }
}
