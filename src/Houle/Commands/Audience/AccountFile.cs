using System.Text;
using Houle.Detection.Audience;
using Houle.Ingest.Files;

namespace Houle.Commands.Audience;

/// <summary>Reads accounts row by row; what is wrong with a cell is reported by file and line, and the cell is then unknown.</summary>
internal sealed class AccountFile : IDisposable
{
    private const int SampleRows = 1_000;
    private const double MedianOfPercents = 0.5;
    private const double NameLength = 10; // usual: what a share of digits is a share of

    private readonly InputFile _file;
    private readonly IReadOnlyList<(AccountColumn Column, string Name)> _columns;
    private readonly Action<string> _problem;
    private readonly CsvRowReader _reader;
    private readonly Row _row;
    private readonly double _engagementUnit;

    /// <param name="problem">Told one line for each cell or row that cannot be used.</param>
    public AccountFile(string path, Action<string> problem)
    {
        _file = InputFile.Inspect(path);
        _problem = problem;
        using (CsvRowReader peek = new(_file, [])) _columns = AccountColumns.Find(_file.Name, peek.Header);
        _engagementUnit = UnitOf(AccountColumn.EngagementRate);
        _reader = new CsvRowReader(_file, [.. _columns.Select(column => column.Name)]);
        _row = new Row(_columns.Count);
    }

    public IEnumerable<string> Used => _columns.Select(column => column.Name);

    public long Rows { get; private set; }

    /// <summary>Rows that could not be read at all, and have no score.</summary>
    public long Unreadable { get; private set; }

    /// <summary>Whether the engagement column was taken for percents, though its name does not say so.</summary>
    public bool IsEngagementInPercent => _engagementUnit < 1;

    public bool Read(out string creator, out AccountFacts facts)
    {
        while (_reader.Read(_row))
        {
            Rows++;
            if (_row.Fault is { } fault)
            {
                Unreadable++;
                _problem(fault.Detail);
                continue;
            }

            facts = Facts();
            creator = Cell(AccountColumn.Creator) is { } slot ? Encoding.UTF8.GetString(_row.Value(slot)) : "";
            if (creator.Length == 0) creator = $"row {_row.Number}";
            return true;
        }

        (creator, facts) = ("", new AccountFacts());
        return false;
    }

    public void Dispose() => _reader.Dispose();

    private AccountFacts Facts()
    {
        double? followers = Count(AccountColumn.Followers);
        double? gained = Number(AccountColumn.FollowersGained, double.MinValue);
        double? before = followers - gained;
        return new AccountFacts
        {
            Followers = followers,
            Following = Count(AccountColumn.Following),
            Posts = Count(AccountColumn.Posts),
            Likes = Count(AccountColumn.Likes),
            Comments = Count(AccountColumn.Comments),
            EngagementRate = Number(AccountColumn.EngagementRate, 0) * _engagementUnit,
            WeeklyGrowth = Number(AccountColumn.Growth, -100) ?? (before > 0 ? gained / before : null),
            ProfilePicture = Flag(AccountColumn.ProfilePicture) ?? !Flag(AccountColumn.DefaultPicture),
            Verified = Flag(AccountColumn.Verified),
            NameDigits = Count(AccountColumn.NameDigits) ?? (Count(AccountColumn.NameDigitShare) * NameLength),
            BioLength = Count(AccountColumn.BioLength),
            ExternalUrl = Flag(AccountColumn.ExternalUrl),
        };
    }

    private double? Count(AccountColumn column) => Number(column, 0);

    private double? Number(AccountColumn column, double least)
    {
        if (Cell(column) is not { } slot || AccountCell.IsUnknown(_row.Value(slot))) return null;
        if (AccountCell.TryNumber(_row.Value(slot), out double number, out bool isPercent) && number >= least)
            return !isPercent && AccountColumns.IsPercent(_columns[slot].Name) ? number / 100 : number;
        Report(slot, least >= 0 ? "a number of at least 0" : "a number");
        return null;
    }

    private bool? Flag(AccountColumn column)
    {
        if (Cell(column) is not { } slot || AccountCell.IsUnknown(_row.Value(slot))) return null;
        bool? flag = AccountCell.Flag(_row.Value(slot));
        if (flag is null) Report(slot, "1 or 0");
        return flag;
    }

    private int? Cell(AccountColumn column)
    {
        for (int i = 0; i < _columns.Count; i++)
        {
            if (_columns[i].Column == column) return i;
        }

        return null;
    }

    private void Report(int slot, string wanted) => _problem(
        $"{_file.Name}:{_row.Line}: {_columns[slot].Name} is '{Encoding.UTF8.GetString(_row.Value(slot))}'; it must be {wanted}, and counts as unknown");

    /// <summary>0.01 where the first rows' median is so large that the column must be percents.</summary>
    private double UnitOf(AccountColumn column)
    {
        if (_columns.FirstOrDefault(one => one.Column == column) is not (_, { } name) || AccountColumns.IsPercent(name)) return 1;
        using CsvRowReader reader = new(_file, [name]);
        Row row = new(1);
        List<double> values = [];
        for (int i = 0; i < SampleRows && reader.Read(row); i++)
        {
            if (row.Fault is null && AccountCell.TryNumber(row.Value(0), out double value, out bool isPercent) && !isPercent) values.Add(value);
        }

        values.Sort();
        return values.Count > 0 && values[values.Count / 2] > MedianOfPercents ? 0.01 : 1;
    }
}
