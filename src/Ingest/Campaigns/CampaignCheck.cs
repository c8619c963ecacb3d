using System.Globalization;
using System.Text;
using Houle.Avro.Binary;
using Houle.Avro.Lists;
using Houle.Events;
using Houle.Ingest.Catalogues;
using Houle.Ingest.Feeds;
using Houle.Ingest.Places;
using Houle.Ingest.Privacy;

namespace Houle.Ingest.Campaigns;

/// <summary>Turns a draft into the record of houle.campaigns, its creators into pseudonyms; or says all that is wrong with it.</summary>
internal sealed class CampaignCheck(Pseudonyms pseudonyms, Catalogue catalogue, Gazetteer gazetteer)
{
    private const int ItemsMax = 1_000; // creators, products, codes, cities, deliverables each: the record stays under any log's limit
    private const long DayMs = 86_400_000;
    private const decimal MoneyMax = 100_000_000;
    private static readonly string[] Formats = [.. EventShape.Of(Feeds.EventKind.Mention).Find("format")!.Words!];

    private readonly ByteBuffer _scratch = new(128), _normal = new(128);
    private List<string> _faults = [];

    /// <param name="to">Gets the record in single-object encoding, where nothing is wrong.</param>
    /// <param name="id">The campaign's id; empty where that is what is wrong.</param>
    /// <returns>What is wrong, a line each, without the file.</returns>
    public IReadOnlyList<string> Write(CampaignDraft draft, ByteBuffer to, out byte[] id)
    {
        _faults = [.. draft.Faults];
        id = Id("id", draft.Id, null);
        if (id.Length == 0 && draft.Faults.Count == 0) _faults.Add("id is missing");
        byte[] brand = Id("brand", draft.Brand, "brand");
        long? starts = Time("starts_at", draft.StartsAt, isNeeded: true), ends = Time("ends_at", draft.EndsAt, isNeeded: true);
        if (ends <= starts) _faults.Add($"ends_at {draft.EndsAt} is not after starts_at {draft.StartsAt}; it is the first moment after the campaign");
        Campaign campaign = new()
        {
            Id = id, Products = Ids("products", draft.Products, "product"), PromoCodes = Ids("promo_codes", draft.PromoCodes, null),
            Cities = Cities("cities", draft.Cities), ControlCities = Cities("control_cities", draft.ControlCities),
            Creators = Creators(draft), StartsAtMs = starts ?? 0, EndsAtMs = ends ?? 0, Cost = Money("cost", draft.Cost),
        };
        if (brand.Length > 0) campaign.Brand = brand;
        if (Currency(draft.Currency) is { } currency) campaign.Currency = currency;
        if (_faults.Count == 0) campaign.WriteSingleObject(to);
        return _faults;
    }

    private RecordList<CampaignCreator> Creators(CampaignDraft draft)
    {
        RecordListBuilder<CampaignCreator> creators = new();
        HashSet<string> seen = new(StringComparer.Ordinal);
        Bound("creators", draft.Creators.Count);
        foreach (CreatorDraft one in draft.Creators.Take(ItemsMax))
        {
            string? pseudonym = one.Account is null ? null : AccountName.Pseudonym(pseudonyms, one.Account);
            if (pseudonym is null) _faults.Add($"creator is '{one.Account}'; it must be a platform and an account, such as instagram:anna.bakt");
            else if (!seen.Add(pseudonym)) _faults.Add($"creator '{one.Account}' is in it twice");
            RecordListBuilder<Deliverable> owed = new();
            Bound("deliverables", one.Deliverables.Count);
            foreach ((string? format, string? dueAt) in one.Deliverables.Take(ItemsMax))
            {
                int word = Array.FindIndex(Formats, known => string.Equals(known, format, StringComparison.OrdinalIgnoreCase));
                if (word < 0) _faults.Add($"format is '{format}'; it must be one of {string.Join(", ", Formats)}");
                owed.Add(new Deliverable { Format = (Format)Math.Max(0, word), DueAtMs = Due(dueAt) });
            }

            creators.Add(new CampaignCreator { Creator = Encoding.ASCII.GetBytes(pseudonym ?? ""), Cost = Money("a creator's cost", one.Cost), Deliverables = owed.List });
        }

        return creators.List;
    }

    private byte[] Id(string field, string? text, string? kind)
    {
        if (string.IsNullOrWhiteSpace(text)) return [];
        byte[] name = Encoding.UTF8.GetBytes(text.Trim());
        if (kind is not null && catalogue.Resolve(kind, name, _scratch) is { IsEmpty: false } known) return known.ToArray();
        _normal.Clear();
        if (Mapping.Ids.TryAppend(name, slug: false, _normal)) return _normal.Written.ToArray();
        _faults.Add($"{field} is '{Cut(text)}'; an id has at most 64 bytes and no control characters");
        return [];
    }

    private Utf8List Ids(string field, List<string> texts, string? kind)
    {
        Utf8ListBuilder list = new();
        Bound(field, texts.Count);
        foreach (string text in texts.Take(ItemsMax))
        {
            byte[] id = Id(field, text, kind);
            if (id.Length > 0 && !list.List.Contains(id)) list.Add(id);
        }

        return list.List;
    }

    private Utf8List Cities(string field, List<string> texts)
    {
        Utf8ListBuilder list = new();
        Bound(field, texts.Count);
        foreach (string text in texts.Take(ItemsMax))
        {
            byte[] id = Encoding.UTF8.GetBytes(text);
            if (gazetteer.Find(id) < 0) _faults.Add($"{field} has '{Cut(text)}'; it must be the id of a city, such as be/liege");
            else if (!list.List.Contains(id)) list.Add(id);
        }

        return list.List;
    }

    private long? Time(string field, string? text, bool isNeeded)
    {
        if (string.IsNullOrEmpty(text))
        {
            if (isNeeded) _faults.Add($"{field} is missing");
            return null;
        }

        if (TimeRule.Utc.TryParse(Encoding.UTF8.GetBytes(text), out long timeMs)) return timeMs;
        _faults.Add($"{field} is '{Cut(text)}'; it must be a time such as 2026-03-02 or 2026-03-02T09:00:00+01:00 (without an offset: UTC)");
        return null;
    }

    /// <summary>What is due on a day may come until it ends.</summary>
    private long? Due(string? text) => Time("due_at", text, isNeeded: false) + (text?.Length == "2026-03-04".Length ? DayMs : 0);

    private AvroDecimal? Money(string field, string? text)
    {
        if (string.IsNullOrEmpty(text)) return null;
        if (decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal amount) && amount >= 0 && amount <= MoneyMax)
            return AvroDecimal.FromCents((long)Math.Round(amount * 100, MidpointRounding.AwayFromZero));
        _faults.Add(string.Create(CultureInfo.InvariantCulture, $"{field} is '{Cut(text)}'; it must be a number from 0 to {MoneyMax}"));
        return null;
    }

    private byte[]? Currency(string? text)
    {
        if (string.IsNullOrEmpty(text)) return null;
        string upper = text.ToUpperInvariant();
        if (upper.Length == 3 && upper.All(char.IsAsciiLetterUpper)) return Encoding.ASCII.GetBytes(upper);
        _faults.Add($"currency is '{Cut(text)}'; it must be a code of three letters, such as EUR");
        return null;
    }

    private void Bound(string field, int count)
    {
        if (count > ItemsMax) _faults.Add(string.Create(CultureInfo.InvariantCulture, $"it has {count} {field}; at most {ItemsMax} are taken"));
    }

    private static string Cut(string text) => text.Length > 80 ? text[..80] + "..." : text;
}
