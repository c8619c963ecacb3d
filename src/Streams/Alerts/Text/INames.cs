using Houle.Events;

namespace Houle.Streams.Alerts.Text;

/// <summary>Names for ids: what a person reads instead of <c>be/liege</c> or <c>sku-4711</c>.</summary>
public interface INames
{
    /// <summary>A cell's name as a sentence uses it, such as <c>Liège</c>; the id itself when there is no better.</summary>
    string Cell(string cell, AlertLanguage language);

    /// <summary>An entity's name; the id itself when there is no better.</summary>
    string Entity(EntityKind kind, string id);

    /// <summary>A store's name; the id itself when there is no better.</summary>
    string Store(string id);

    /// <summary>An audience segment's name; the id itself when there is no better.</summary>
    string Segment(string id);
}

/// <summary>Ids as names.</summary>
public sealed class PlainNames : INames
{
    public static PlainNames Instance { get; } = new();

    /// <summary>The last part of the id with capitals: <c>be/la-louviere</c> is La Louviere.</summary>
    public string Cell(string cell, AlertLanguage language)
    {
        string last = cell[(cell.LastIndexOfAny(['/', ':']) + 1)..];
        if (last.Length <= 2) return last.ToUpperInvariant();
        return string.Join(' ', last.Split('-', StringSplitOptions.RemoveEmptyEntries).Select(
            word => char.ToUpperInvariant(word[0]) + word[1..]));
    }

    public string Entity(EntityKind kind, string id) => id;

    public string Store(string id) => id;

    public string Segment(string id) => id;
}
