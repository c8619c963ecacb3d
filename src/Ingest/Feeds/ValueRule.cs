using Houle.Ingest.Text;

namespace Houle.Ingest.Feeds;

/// <summary>What happens to a value that a rule's map does not hold.</summary>
public enum UnmappedValue
{
    Keep,
    Drop,
    Refuse,
}

/// <summary>Where a value comes from: a column or a constant, through a map, if a condition holds.</summary>
public sealed class ValueRule
{
    /// <summary>Place among the columns that the feed reads, or -1 for a constant.</summary>
    public int Column { get; init; } = -1;

    public byte[]? Constant { get; init; }

    public Condition? When { get; init; }

    public Utf8Index? MapFrom { get; init; }

    public IReadOnlyList<byte[]> MapTo { get; init; } = [];

    public UnmappedValue Otherwise { get; init; }
}

/// <summary>How one field of the event is filled.</summary>
public sealed class FieldRule
{
    public required EventField Field { get; init; }

    public required ValueRule Value { get; init; }

    /// <summary>What the column counts in, in the field's unit: 0.01 where it holds cents and the field units.</summary>
    public decimal Scale { get; init; } = 1;

    public decimal Min { get; init; }

    public decimal Max { get; init; }

    /// <summary>UTF-8 of what stands between a list's items; null when the text is one item.</summary>
    public byte[]? Split { get; init; }

    /// <summary>Kind of the catalogue that names are looked up in, or null.</summary>
    public string? Catalogue { get; init; }

    /// <summary>Letters and digits joined by hyphens, accents dropped.</summary>
    public bool Slug { get; init; }

    /// <summary>The column is a total that only its steps up count of, one total for each value of this column; -1 when
    /// it is no total.</summary>
    public int CounterBy { get; init; } = -1;
}

/// <summary>How the event's city is found.</summary>
public sealed class PlaceRule
{
    /// <summary>A name, resolved by the gazetteer.</summary>
    public ValueRule? City { get; init; }

    /// <summary>A city id as it is, such as <c>au/melbourne</c>.</summary>
    public ValueRule? Id { get; init; }

    /// <summary>Code or name of the country: narrows the names, and stands where there is no city.</summary>
    public ValueRule? Country { get; init; }

    public ValueRule? Latitude { get; init; }

    public ValueRule? Longitude { get; init; }

    /// <summary>Farthest that a city may be from the coordinates.</summary>
    public double WithinKm { get; init; } = 50;
}
