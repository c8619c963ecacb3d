using Houle.Events;
using Houle.Ingest.Catalogues;
using Houle.Ingest.Places;
using Houle.Streams.Alerts.Text;

namespace Houle.Hosting.Alerts;

/// <summary>Names of places from the gazetteer and of things from the catalogue.</summary>
internal sealed class AlertNames(Catalogue catalogue) : INames
{
    /// <summary>Cities in which the catalogue has a store.</summary>
    public IReadOnlySet<string> StoreCities { get; } = catalogue.StoreCities();

    public string Cell(string cell, AlertLanguage language)
    {
        if (cell.StartsWith("brand:", StringComparison.Ordinal)) return Item("brand", cell["brand:".Length..]);
        if (Gazetteer.Shared.Find(cell) is { } city) return city.Name;
        if (CountryNames.Of(cell, language) is { } country) return country;
        return PlainNames.Instance.Cell(cell, language);
    }

    public string Entity(EntityKind kind, string id) => kind switch
    {
        EntityKind.Sound or EntityKind.Challenge or EntityKind.Product or EntityKind.Brand or EntityKind.Store => Item(kind.Symbol(), id),
        EntityKind.Complaint => Item("brand", id),
        _ => id,
    };

    public string Store(string id) => Item("store", id);

    public string Segment(string id) => Item("segment", id);

    private string Item(string kind, string id) => catalogue.Find(kind, id)?.Name ?? id;
}
