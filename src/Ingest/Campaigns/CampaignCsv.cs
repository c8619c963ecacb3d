using System.Text;
using Houle.Ingest.Files;

namespace Houle.Ingest.Campaigns;

/// <summary>Reads campaigns from CSV: a row for each creator of a campaign, rows of one id anywhere in the file.</summary>
/// <remarks>What concerns the campaign stands in its first row; later rows repeat it or leave it empty.</remarks>
internal static class CampaignCsv
{
    private static readonly string[] Columns =
    [
        "id", "brand", "products", "promo_codes", "cities", "control_cities", "starts_at", "ends_at", "cost", "currency",
        "creator", "creator_cost", "deliverables",
    ];

    /// <exception cref="IngestException">There is no header with an id, or it has columns that mean nothing.</exception>
    public static List<CampaignDraft> Read(InputFile file, int campaignsMax)
    {
        string[] present;
        using (CsvRowReader header = new(file, ["id"]))
        {
            present = [.. Columns.Where(header.Header.Contains)];
            if (header.Header.FirstOrDefault(name => !Columns.Contains(name)) is { } other)
                throw new IngestException($"{file.Path}:1: there is no column '{other}'{Yaml.Suggestion.For(other, Columns)}; campaigns have {string.Join(", ", Columns)}");
        }

        Dictionary<string, CampaignDraft> byId = new(StringComparer.Ordinal);
        List<CampaignDraft> drafts = [];
        using CsvRowReader reader = new(file, present);
        Row row = new(present.Length);
        while (reader.Read(row))
        {
            string Value(string column) => Array.IndexOf(present, column) is >= 0 and int slot ? Encoding.UTF8.GetString(row.Value(slot)).Trim() : "";
            CampaignDraft? draft = null;
            if (row.Fault is null && Value("id") is { Length: > 0 } id && !byId.TryGetValue(id, out draft)) byId.Add(id, draft = new CampaignDraft(row.Line) { Id = id });
            if (draft is null || draft.Line == row.Line)
            {
                if (drafts.Count >= campaignsMax) throw new IngestException($"{file.Path}:{row.Line}: a file has at most {campaignsMax} campaigns");
                drafts.Add(draft ??= new CampaignDraft(row.Line));
            }

            if (row.Fault is { } fault) draft.Faults.Add(fault.Detail);
            else Take(draft, Value);
        }

        return drafts;
    }

    private static void Take(CampaignDraft draft, Func<string, string> value)
    {
        draft.Brand = One("brand", draft.Brand);
        draft.StartsAt = One("starts_at", draft.StartsAt);
        draft.EndsAt = One("ends_at", draft.EndsAt);
        draft.Cost = One("cost", draft.Cost);
        draft.Currency = One("currency", draft.Currency);
        foreach ((string column, List<string> list) in ((string, List<string>)[])
            [("products", draft.Products), ("promo_codes", draft.PromoCodes), ("cities", draft.Cities), ("control_cities", draft.ControlCities)])
        {
            list.AddRange(value(column).Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Except(list));
        }

        if (value("creator").Length == 0) return;
        CreatorDraft creator = new(value("creator"), value("creator_cost"));
        foreach (string owed in value("deliverables").Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = owed.Split('@', 2, StringSplitOptions.TrimEntries); // story@2026-03-04
            creator.Deliverables.Add((parts[0], parts.Length > 1 ? parts[1] : null));
        }

        draft.Creators.Add(creator);

        string? One(string column, string? before)
        {
            string now = value(column);
            if (now.Length > 0 && before is not null && before != now) draft.Faults.Add($"{column} is '{before}' in one row and '{now}' in another");
            return now.Length > 0 ? now : before;
        }
    }
}
