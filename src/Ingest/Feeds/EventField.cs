namespace Houle.Ingest.Feeds;

/// <summary>What a field of an event holds, and so how a value is checked and put into form.</summary>
public enum FieldKind
{
    /// <summary>An id of the catalogue or a platform that keys are counted by: lower case, at most 64 bytes.</summary>
    Id,

    /// <summary>An id that only identifies (a post, an order): its case is kept, at most 256 bytes.</summary>
    Key,

    /// <summary>An ISO 4217 code of three letters; it is put in upper case.</summary>
    Currency,

    /// <summary>Free text such as a link: at most 2,048 bytes.</summary>
    Text,

    /// <summary>A creator's, member's or customer's id, which becomes a pseudonym.</summary>
    Person,

    /// <summary>One of the event's words.</summary>
    Choice,

    /// <summary>A list of ids.</summary>
    Ids,

    /// <summary>A list of the event's words.</summary>
    Choices,

    /// <summary>A whole number from 0 to 1,000,000,000.</summary>
    Count,

    /// <summary>A decimal number from 0 to 10,000,000.</summary>
    Weight,

    /// <summary>An amount, rounded to hundredths (halves away from zero), from 0 to 100,000,000.</summary>
    Money,

    /// <summary>true, false, yes, no, y, n, 1, 0.</summary>
    Flag,

    /// <summary>A time, read by the same rule as the event's own.</summary>
    Time,

    /// <summary>A number of seconds, in whole or in part, from 0 to 31,536,000 (a year).</summary>
    Seconds,
}

/// <summary>Under which key a person's id becomes a pseudonym (contract C6).</summary>
public enum PersonRole
{
    Creator,
    Member,
    Customer,
}

/// <summary>One field that a feed can fill.</summary>
/// <param name="Name">As in the schema; fields of the nested engagement stand beside the others.</param>
/// <param name="Index">Place in its event's list, from 0.</param>
/// <param name="Required">Without it the row is a dead letter.</param>
/// <param name="Words">Of a choice: the schema's symbols, in order.</param>
public sealed record EventField(
    string Name, int Index, FieldKind Kind, bool Required = false, PersonRole Role = PersonRole.Creator,
    IReadOnlyList<string>? Words = null, int ItemsMax = 64)
{
    public bool IsList => Kind is FieldKind.Ids or FieldKind.Choices;

    public bool IsNumber => Kind is FieldKind.Count or FieldKind.Weight or FieldKind.Money or FieldKind.Seconds;

    /// <summary>Largest value taken unless the feed says otherwise: what lies above is absurd.</summary>
    public decimal NumberMax => Kind switch
    {
        FieldKind.Money => 100_000_000m,
        FieldKind.Seconds => 31_536_000m,
        FieldKind.Weight => 10_000_000m,
        _ => 1_000_000_000m,
    };
}
