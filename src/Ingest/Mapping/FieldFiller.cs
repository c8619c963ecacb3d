using System.Globalization;
using System.Text;
using Houle.Avro.Binary;
using Houle.Ingest.Catalogues;
using Houle.Ingest.Feeds;
using Houle.Ingest.Files;
using Houle.Ingest.Privacy;

namespace Houle.Ingest.Mapping;

/// <summary>Checks one value after the other and puts it into its field, in the form that topics carry.</summary>
internal sealed class FieldFiller(
    EventShape shape, TimeRule time, FieldSlots slots, Catalogue catalogue, Pseudonyms pseudonyms)
{
    private static readonly byte[] ListSeparator = [RowReader.ListSeparator];
    private readonly int _platformField = shape.Find("platform")?.Index ?? -1;
    private readonly byte[][] _platforms = [.. (shape.Find("platform")?.Words ?? []).Select(Encoding.ASCII.GetBytes)];
    private readonly ByteBuffer _scratch = new(128);
    private readonly ByteBuffer _normal = new(128);

    /// <summary>Why the last value was refused, without file and line.</summary>
    public string Refusal { get; private set; } = "";

    /// <summary>List items left out because a row had more than the field takes.</summary>
    public long ItemsCut { get; private set; }

    /// <returns>False when the value is refused.</returns>
    public bool Fill(FieldRule rule, ReadOnlySpan<byte> value)
    {
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

    /// <summary>Fills a field with what its total has risen by.</summary>
    public bool FillStep(FieldRule rule, decimal step)
    {
        SetNumber(rule, step);
        return CheckRange(rule, step, default);
    }

    private bool FillId(FieldRule rule, ReadOnlySpan<byte> value)
    {
        _normal.Clear();
        if (!TryNormalise(rule, value, out ReadOnlySpan<byte> id)) return false;
        if (id.IsEmpty) return true;
        int start = slots.Bytes.Length;
        slots.Bytes.Append(id);
        slots.SetText(rule.Field.Index, start);
        return true;
    }

    private bool TryNormalise(FieldRule rule, ReadOnlySpan<byte> value, out ReadOnlySpan<byte> id)
    {
        _normal.Clear();
        bool ok = Ids.TryAppend(value, rule.Slug, _normal);
        id = _normal.Written;
        if (rule.Catalogue is { } kind && catalogue.Resolve(kind, id, _scratch) is { IsEmpty: false } known)
        {
            id = known;
            return true;
        }

        return ok || Refuse(rule.Field, value, "an id has at most 64 bytes and no control characters");
    }

    private bool FillText(FieldRule rule, ReadOnlySpan<byte> value, int bytesMax)
    {
        if (value.Length > bytesMax || Ids.HasControl(value))
            return Refuse(rule.Field, value, $"it has at most {bytesMax} bytes and no control characters");
        int start = slots.Bytes.Length;
        slots.Bytes.Append(value);
        slots.SetText(rule.Field.Index, start);
        return true;
    }

    private bool FillCurrency(FieldRule rule, ReadOnlySpan<byte> value)
    {
        Span<byte> upper = stackalloc byte[3];
        if (value.Length != 3 || Ascii.ToUpper(value, upper, out _) != System.Buffers.OperationStatus.Done
            || upper.ContainsAnyExceptInRange((byte)'A', (byte)'Z'))
        {
            return Refuse(rule.Field, value, "it must be a code of three letters, such as EUR");
        }

        int start = slots.Bytes.Length;
        slots.Bytes.Append(upper);
        slots.SetText(rule.Field.Index, start);
        return true;
    }

    private bool FillPerson(FieldRule rule, ReadOnlySpan<byte> value)
    {
        if (value.Length > 512) return Refuse(rule.Field, value, "a person's id has at most 512 bytes");
        ReadOnlySpan<byte> platform = default;
        if (rule.Field.Role == PersonRole.Creator && _platformField >= 0)
            platform = _platforms[(int)slots.Number(_platformField)];
        else if (rule.Field.Role == PersonRole.Creator)
            AccountName.TrySplit(value, out platform, out value); // an intent has no platform of its own
        int start = slots.Bytes.Length;
        slots.Bytes.Append(pseudonyms.Of(rule.Field.Role, platform, value));
        slots.SetText(rule.Field.Index, start);
        return true;
    }

    private bool FillWord(FieldRule rule, ReadOnlySpan<byte> value)
    {
        int word = WordOf(rule.Field, value);
        if (word < 0) return RefuseWord(rule.Field, value);
        slots.SetNumber(rule.Field.Index, word, word);
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
            slots.Intents.Add((Events.MentionIntent)word);
            return true;
        }

        if (rule.Field.Name == "hashtags") item = item.TrimStart((byte)'#');
        if (!TryNormalise(rule, item, out ReadOnlySpan<byte> id)) return false;
        Avro.Lists.Utf8ListBuilder list = slots.List(rule.Field.Index);
        if (!id.IsEmpty && !list.List.Contains(id)) list.Add(id);
        return true;
    }

    private bool FillFlag(FieldRule rule, ReadOnlySpan<byte> value)
    {
        if (Numbers.Flag(value) is not { } flag) return Refuse(rule.Field, value, "it must be true or false");
        slots.SetNumber(rule.Field.Index, flag ? 1 : 0, 0);
        return true;
    }

    private bool FillTime(FieldRule rule, ReadOnlySpan<byte> value)
    {
        if (!time.TryParse(value, out long timeMs))
            return Refuse(rule.Field, value, $"it must be a time ({time.Format})");
        slots.SetNumber(rule.Field.Index, timeMs, 0);
        return true;
    }

    private bool FillNumber(FieldRule rule, ReadOnlySpan<byte> value)
    {
        if (!Numbers.TryParse(value, out decimal number)) return Refuse(rule.Field, value, "it must be a number");
        // Within bounds before scaling, so that the product cannot overflow.
        if (Math.Abs(number) > 1e18m || !CheckRange(rule, number * rule.Scale, value))
            return Refuse(rule.Field, value, RangeOf(rule));
        if (rule.Field.Kind == FieldKind.Count && rule.Scale == 1 && number != decimal.Truncate(number))
            return Refuse(rule.Field, value, "it must be a whole number");
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
        slots.SetNumber(
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
        Refuse(field, value, $"it must be one of {string.Join(", ", field.Words!)}");

    public bool Refuse(EventField field, ReadOnlySpan<byte> value, string why)
    {
        Refusal = $"{field.Name} is {Shown(value)}; {why}";
        return false;
    }

    private static string RangeOf(FieldRule rule) => string.Create(
        CultureInfo.InvariantCulture, $"it must be {rule.Min} to {rule.Max}");

    public static string Shown(ReadOnlySpan<byte> value) =>
        $"'{Encoding.UTF8.GetString(value[..Math.Min(value.Length, 80)])}{(value.Length > 80 ? "..." : "")}'";
}
