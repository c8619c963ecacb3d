using System.Globalization;
using System.Text;
using Houle.Avro.Binary;
using Houle.Ingest.Catalogues;
using Houle.Ingest.Feeds;
using Houle.Ingest.Files;
using Houle.Ingest.Merge;
using Houle.Ingest.Privacy;

namespace Houle.Ingest.Mapping;

/// <summary>What became of a row.</summary>
internal enum RowOutcome
{
    Event,

    /// <summary>The definition leaves it out, or it is a total that did not rise.</summary>
    Other,

    /// <summary>A dead letter; <see cref="RowMapper.Refusal"/> says why.</summary>
    Refused,
}

/// <summary>Turns the rows of one feed into events, in the order of the merge.</summary>
/// <remarks>Keeps the feed's totals from row to row; of one thread.</remarks>
internal sealed class RowMapper
{
    private static readonly byte[] ListSeparator = [RowReader.ListSeparator];
    private readonly FeedDefinition _feed;
    private readonly CityFiller _city;
    private readonly Catalogue _catalogue;
    private readonly Pseudonyms _pseudonyms;
    private readonly CounterSteps? _counter;
    private readonly FieldRule[] _rowRules;
    private readonly EventField[] _required;
    private readonly Condition[] _where;
    private readonly int _platformField;
    private readonly byte[][] _platforms;
    private readonly ByteBuffer _scratch = new(128);
    private readonly ByteBuffer _normal = new(128);

    public RowMapper(FeedDefinition feed, PlaceResolver places, Catalogue catalogue, Pseudonyms pseudonyms)
    {
        _feed = feed;
        _city = new CityFiller(feed, places, catalogue);
        _catalogue = catalogue;
        _pseudonyms = pseudonyms;
        Source = Encoding.UTF8.GetBytes(feed.Source);
        Slots = new FieldSlots(feed.Shape);
        _platformField = feed.Shape.Find("platform")?.Index ?? -1;
        _platforms = [.. (feed.Shape.Find("platform")?.Words ?? []).Select(Encoding.ASCII.GetBytes)];

        // Words before people: a pseudonym takes in the platform.
        FieldRule[] rules = [.. feed.Fields.OrderBy(r => r.Field.Kind == FieldKind.Person).ThenBy(r => r.Field.Index)];
        _required = [.. feed.Shape.Fields.Where(f => f.Required)];
        _where = [.. feed.Where];
        _rowRules = [.. rules.Where(r => !IsConstant(r))];
        if (rules.FirstOrDefault(r => r.CounterBy >= 0) is { } counted)
            _counter = new CounterSteps(counted, feed.CounterKeysMax);
        foreach (FieldRule rule in rules.Except(_rowRules))
        {
            if (!Fill(rule, default)) throw new IngestException($"feed {feed.Name}: {Refusal}");
        }

        // The id may be derived, row by row, even where the feed says nothing of it.
        Slots.KeepConstants(_rowRules.Select(r => r.Field).Append(feed.Shape.Fields[0]));
    }

    public FieldSlots Slots { get; }

    public byte[] Source { get; }

    public EventShape Shape => _feed.Shape;

    public string FeedName => _feed.Name;

    /// <summary>Why the last row was refused, without file and line.</summary>
    public string Refusal { get; private set; } = "";

    /// <summary>List items left out because a row had more than the field takes.</summary>
    public long ItemsCut { get; private set; }

    /// <summary>Fills <see cref="Slots"/> from a good row.</summary>
    /// <param name="derivedId">Stands in where the feed has no id of its own.</param>
    public RowOutcome Map(in MergedRow row, ReadOnlySpan<byte> derivedId)
    {
        foreach (Condition condition in _where)
        {
            if (!condition.Holds(row.Value(condition.ColumnIndex))) return RowOutcome.Other;
        }

        Slots.BeginRow();
        if (_counter is not null)
        {
            RowOutcome step = _counter.Take(row, out string? problem);
            if (problem is not null) Refusal = problem;
            if (step != RowOutcome.Event) return step;
        }

        foreach (FieldRule rule in _rowRules)
        {
            if (!Fill(rule, row)) return RowOutcome.Refused;
        }

        foreach (EventField field in _required)
        {
            if (Slots.Has(field.Index)) continue;
            Refusal = $"{field.Name} is missing";
            return RowOutcome.Refused;
        }

        if (!Slots.Has(0))
        {
            int start = Slots.Bytes.Length;
            Slots.Bytes.Append(derivedId);
            Slots.SetText(0, start);
        }

        if (!_feed.Shape.HasCity) return RowOutcome.Event;
        Refusal = _city.Fill(row, Slots) ?? "";
        return Refusal.Length == 0 ? RowOutcome.Event : RowOutcome.Refused;
    }

    private static bool IsConstant(FieldRule rule) => rule.Value.Column < 0 && rule.Value.When is null;

    private bool Fill(FieldRule rule, in MergedRow row)
    {
        if (rule.CounterBy >= 0)
        {
            SetNumber(rule, _counter!.Step);
            return CheckRange(rule, _counter.Step, default);
        }

        if (!ValueReader.TryRead(rule.Value, row, out ReadOnlySpan<byte> value))
            return Refuse(rule.Field.Name, value, "it is not in the feed's map");
        if (value.IsEmpty) return true;
        return rule.Field.Kind switch
        {
            FieldKind.Id => FillId(rule, value),
            FieldKind.Key => FillText(rule, value, Ids.KeyBytesMax),
            FieldKind.Currency => FillCurrency(rule, value),
            FieldKind.Text => FillText(rule, value, Ids.TextBytesMax),
            FieldKind.Person => FillPerson(rule, value),
            FieldKind.Choice => FillWord(rule, value),
            FieldKind.Ids or FieldKind.Choices => FillList(rule, value),
            FieldKind.Flag => FillFlag(rule, value),
            FieldKind.Time => FillTime(rule, value),
            _ => FillNumber(rule, value),
        };
    }

    private bool FillId(FieldRule rule, ReadOnlySpan<byte> value)
    {
        _normal.Clear();
        if (!TryNormalise(rule, value, out ReadOnlySpan<byte> id)) return false;
        if (id.IsEmpty) return true;
        int start = Slots.Bytes.Length;
        Slots.Bytes.Append(id);
        Slots.SetText(rule.Field.Index, start);
        return true;
    }

    private bool TryNormalise(FieldRule rule, ReadOnlySpan<byte> value, out ReadOnlySpan<byte> id)
    {
        _normal.Clear();
        bool ok = Ids.TryAppend(value, rule.Slug, _normal);
        id = _normal.Written;
        if (rule.Catalogue is { } kind && _catalogue.Resolve(kind, id, _scratch) is { IsEmpty: false } known)
        {
            id = known;
            return true;
        }

        return ok || Refuse(rule.Field.Name, value, "an id has at most 64 bytes and no control characters");
    }

    private bool FillText(FieldRule rule, ReadOnlySpan<byte> value, int bytesMax)
    {
        if (value.Length > bytesMax || Ids.HasControl(value))
            return Refuse(rule.Field.Name, value, $"it has at most {bytesMax} bytes and no control characters");
        int start = Slots.Bytes.Length;
        Slots.Bytes.Append(value);
        Slots.SetText(rule.Field.Index, start);
        return true;
    }

    private bool FillCurrency(FieldRule rule, ReadOnlySpan<byte> value)
    {
        Span<byte> upper = stackalloc byte[3];
        if (value.Length != 3 || Ascii.ToUpper(value, upper, out _) != System.Buffers.OperationStatus.Done
            || upper.ContainsAnyExceptInRange((byte)'A', (byte)'Z'))
        {
            return Refuse(rule.Field.Name, value, "it must be a code of three letters, such as EUR");
        }

        int start = Slots.Bytes.Length;
        Slots.Bytes.Append(upper);
        Slots.SetText(rule.Field.Index, start);
        return true;
    }

    private bool FillPerson(FieldRule rule, ReadOnlySpan<byte> value)
    {
        if (value.Length > 512) return Refuse(rule.Field.Name, value, "a person's id has at most 512 bytes");
        ReadOnlySpan<byte> platform = default;
        if (rule.Field.Role == PersonRole.Creator && _platformField >= 0)
            platform = _platforms[(int)Slots.Number(_platformField)];
        int start = Slots.Bytes.Length;
        Slots.Bytes.Append(_pseudonyms.Of(rule.Field.Role, platform, value));
        Slots.SetText(rule.Field.Index, start);
        return true;
    }

    private bool FillWord(FieldRule rule, ReadOnlySpan<byte> value)
    {
        int word = WordOf(rule.Field, value);
        if (word < 0) return RefuseWord(rule.Field, value);
        Slots.SetNumber(rule.Field.Index, word, word);
        return true;
    }

    private bool FillList(FieldRule rule, ReadOnlySpan<byte> value)
    {
        ReadOnlySpan<byte> separator = value.Contains(RowReader.ListSeparator) || rule.Split is null
            ? ListSeparator
            : rule.Split;
        int items = 0;
        while (!value.IsEmpty)
        {
            int end = value.IndexOf(separator);
            ReadOnlySpan<byte> item = (end < 0 ? value : value[..end]).Trim(" \t"u8);
            value = end < 0 ? default : value[(end + separator.Length)..];
            if (item.IsEmpty) continue;
            if (items == rule.Field.ItemsMax)
            {
                ItemsCut++;
                continue;
            }

            if (!AddItem(rule, item)) return false;
            items++;
        }

        return true;
    }

    private bool AddItem(FieldRule rule, ReadOnlySpan<byte> item)
    {
        if (rule.Field.Kind == FieldKind.Choices)
        {
            int word = WordOf(rule.Field, item);
            if (word < 0) return RefuseWord(rule.Field, item);
            Slots.Intents.Add((Events.MentionIntent)word);
            return true;
        }

        if (rule.Field.Name == "hashtags") item = item.TrimStart((byte)'#');
        if (!TryNormalise(rule, item, out ReadOnlySpan<byte> id)) return false;
        Avro.Lists.Utf8ListBuilder list = Slots.List(rule.Field.Index);
        if (!id.IsEmpty && !list.List.Contains(id)) list.Add(id);
        return true;
    }

    private bool FillFlag(FieldRule rule, ReadOnlySpan<byte> value)
    {
        if (Numbers.Flag(value) is not { } flag) return Refuse(rule.Field.Name, value, "it must be true or false");
        Slots.SetNumber(rule.Field.Index, flag ? 1 : 0, 0);
        return true;
    }

    private bool FillTime(FieldRule rule, ReadOnlySpan<byte> value)
    {
        if (!_feed.Time.TryParse(value, out long timeMs))
            return Refuse(rule.Field.Name, value, $"it must be a time ({_feed.Time.Format})");
        Slots.SetNumber(rule.Field.Index, timeMs, 0);
        return true;
    }

    private bool FillNumber(FieldRule rule, ReadOnlySpan<byte> value)
    {
        if (!Numbers.TryParse(value, out decimal number)) return Refuse(rule.Field.Name, value, "it must be a number");
        // Within bounds before scaling, so that the product cannot overflow.
        if (Math.Abs(number) > 1e18m || !CheckRange(rule, number * rule.Scale, value))
            return Refuse(rule.Field.Name, value, RangeOf(rule));
        if (rule.Field.Kind == FieldKind.Count && rule.Scale == 1 && number != decimal.Truncate(number))
            return Refuse(rule.Field.Name, value, "it must be a whole number");
        SetNumber(rule, number * rule.Scale);
        return true;
    }

    private bool CheckRange(FieldRule rule, decimal number, ReadOnlySpan<byte> value)
    {
        if (number >= rule.Min && number <= rule.Max) return true;
        Refusal = $"{rule.Field.Name} is {(value.IsEmpty ? number.ToString(CultureInfo.InvariantCulture) : Shown(value))}; {RangeOf(rule)}";
        return false;
    }

    private void SetNumber(FieldRule rule, decimal number)
    {
        decimal unit = rule.Field.Kind == FieldKind.Money ? number * 100 : number;
        Slots.SetNumber(
            rule.Field.Index, (long)Math.Round(unit, MidpointRounding.AwayFromZero), (double)number);
    }

    private static int WordOf(EventField field, ReadOnlySpan<byte> value)
    {
        IReadOnlyList<string> words = field.Words!;
        for (int i = 0; i < words.Count; i++)
        {
            if (Ascii.EqualsIgnoreCase(value, words[i])) return i;
        }

        return -1;
    }

    private bool RefuseWord(EventField field, ReadOnlySpan<byte> value) =>
        Refuse(field.Name, value, $"it must be one of {string.Join(", ", field.Words!)}");

    private bool Refuse(string field, ReadOnlySpan<byte> value, string why)
    {
        Refusal = $"{field} is {Shown(value)}; {why}";
        return false;
    }

    private static string RangeOf(FieldRule rule) => string.Create(
        CultureInfo.InvariantCulture, $"it must be {rule.Min} to {rule.Max}");

    internal static string Shown(ReadOnlySpan<byte> value) =>
        $"'{Encoding.UTF8.GetString(value[..Math.Min(value.Length, 80)])}{(value.Length > 80 ? "..." : "")}'";
}
