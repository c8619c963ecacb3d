using System.Text;
using Houle.Ingest.Catalogues;
using Houle.Ingest.Feeds;
using Houle.Ingest.Merge;
using Houle.Ingest.Privacy;
using Houle.Ingest.Rosters;

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
    private readonly FeedDefinition _feed;
    private readonly FieldFiller _filler;
    private readonly CityFiller _city;
    private readonly CounterSteps? _counter;
    private readonly FieldRule[] _rowRules;
    private readonly EventField[] _required;
    private readonly Condition[] _where;
    private readonly TextReader? _text;
    private readonly CreatorSegments? _creators; // null where nothing is to be looked up
    private readonly int _creatorField, _segmentsField;

    /// <param name="segments">Of creators, where the feed says nothing of a mention's.</param>
    public RowMapper(FeedDefinition feed, PlaceResolver places, Catalogue catalogue, Pseudonyms pseudonyms, CreatorSegments segments)
    {
        _feed = feed;
        _city = new CityFiller(feed, places, catalogue);
        Source = Encoding.UTF8.GetBytes(feed.Source);
        Slots = new FieldSlots(feed.Shape);
        _filler = new FieldFiller(feed.Shape, feed.Time, Slots, catalogue, pseudonyms);

        // Words before people: a pseudonym takes in the platform.
        FieldRule[] rules = [.. feed.Fields.OrderBy(r => r.Field.Kind == FieldKind.Person).ThenBy(r => r.Field.Index)];
        _required = [.. feed.Shape.Fields.Where(f => f.Required)];
        _where = [.. feed.Where];
        _rowRules = [.. rules.Where(r => !IsConstant(r))];
        if (rules.FirstOrDefault(r => r.CounterBy >= 0) is { } counted)
            _counter = new CounterSteps(counted, feed.CounterKeysMax);
        foreach (FieldRule rule in rules.Except(_rowRules))
        {
            if (!Fill(rule, default)) throw new IngestException($"feed {feed.Name}: {_filler.Refusal}");
        }

        // The id may be derived, row by row, even where the feed says nothing of it; so may intents, unless they are constant.
        List<EventField> variable = [.. _rowRules.Select(r => r.Field), feed.Shape.Fields[0]];
        if (feed.Text is { } text && Slots.Intents.Count == 0)
        {
            _text = new TextReader(text);
            variable.Add(feed.Shape.Find("intents")!);
        }

        if (!segments.IsEmpty && feed.Shape.Find("segments") is { } field && Slots.List(field.Index).Count == 0)
        {
            (_creators, _creatorField, _segmentsField) = (segments, feed.Shape.Find("creator")!.Index, field.Index);
            variable.Add(field);
        }

        Slots.KeepConstants(variable);
    }

    public FieldSlots Slots { get; }

    public byte[] Source { get; }

    public EventShape Shape => _feed.Shape;

    /// <summary>Whether rows hold what somebody wrote, which nothing may keep.</summary>
    public bool HasText => _feed.Text is not null;

    public string FeedName => _feed.Name;

    /// <summary>Why the last row was refused, without file and line.</summary>
    public string Refusal { get; private set; } = "";

    /// <summary>List items left out because a row had more than the field takes.</summary>
    public long ItemsCut => _filler.ItemsCut;

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
            if (Fill(rule, row)) continue;
            Refusal = _filler.Refusal;
            return RowOutcome.Refused;
        }

        foreach (EventField field in _required)
        {
            if (Slots.Has(field.Index)) continue;
            Refusal = $"{field.Name} is missing";
            return RowOutcome.Refused;
        }

        if (_text is not null && Slots.Intents.Count == 0) _text.Fill(row, Slots.Intents);
        if (_creators is not null && Slots.List(_segmentsField).Count == 0 && Slots.Has(_creatorField)) FillSegments(_creators);
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

    private void FillSegments(CreatorSegments creators)
    {
        foreach (byte[] segment in creators.Of(Slots.Text(_creatorField))) Slots.List(_segmentsField).Add(segment);
    }

    private static bool IsConstant(FieldRule rule) => rule.Value.Column < 0 && rule.Value.When is null;

    private bool Fill(FieldRule rule, in MergedRow row)
    {
        if (rule.CounterBy >= 0) return _filler.FillStep(rule, _counter!.Step);
        return ValueReader.TryRead(rule.Value, row, out ReadOnlySpan<byte> value)
            ? _filler.Fill(rule, value)
            : _filler.Refuse(rule.Field, value, "it is not in the feed's map");
    }
}
