using System.Text;
using System.Text.Json.Nodes;
using Houle.Avro.Lists;
using Houle.Events;
using Houle.Sinks.Native;
using Houle.Streams.Log;

namespace Houle.Sinks.Sink;

/// <summary>Rows of campaign_creators: one for each creator of a campaign, in each version of it.</summary>
internal sealed class CampaignCreatorRows : TableRows
{
    private readonly LowCardinalityColumn _campaign, _brand, _currency;
    private readonly StringColumn _creator, _deliverables;
    private readonly FixedColumn<uint> _startsAt, _endsAt;
    private readonly NullableColumn<long> _cost;

    public CampaignCreatorRows()
        : this(new("campaign"), new("brand"), new("currency"), new("creator"), new("starts_at", "DateTime('UTC')"),
            new("ends_at", "DateTime('UTC')"), new("cost_cents", "Int64"), new("deliverables"))
    {
    }

    private CampaignCreatorRows(
        LowCardinalityColumn campaign, LowCardinalityColumn brand, LowCardinalityColumn currency, StringColumn creator,
        FixedColumn<uint> startsAt, FixedColumn<uint> endsAt, NullableColumn<long> cost, StringColumn deliverables)
        : base(campaign, brand, currency, creator, startsAt, endsAt, cost, deliverables)
    {
        (_campaign, _brand, _currency, _creator) = (campaign, brand, currency, creator);
        (_startsAt, _endsAt, _cost, _deliverables) = (startsAt, endsAt, cost, deliverables);
    }

    protected override int AppendRows(in RecordView record, out int rows)
    {
        rows = 0;
        if (record.IsTombstone) return 0; // a campaign that is withdrawn keeps what it has cost
        Campaign.Read(Body(record, Campaign.Fingerprint, "Campaign"), out Campaign campaign);
        int month = Month(campaign.StartsAtMs);
        if (!IsWanted(month)) return month;
        uint starts = (uint)Math.Clamp(campaign.StartsAtMs / 1000, 0, uint.MaxValue), ends = (uint)Math.Clamp(campaign.EndsAtMs / 1000, 0, uint.MaxValue);
        foreach (CampaignCreator one in campaign.Creators)
        {
            _campaign.Append(campaign.Id);
            _brand.Append(campaign.Brand);
            _currency.Append(campaign.Currency);
            _creator.Append(one.Creator);
            _startsAt.Append(starts);
            _endsAt.Append(ends);
            _cost.Append(one.Cost is { Scale: <= 2 } cost ? cost.UnscaledAt(2) : null);
            _deliverables.Append(Encoding.ASCII.GetBytes(Json(one.Deliverables)));
            rows++;
        }

        return month;
    }

    private static string Json(RecordList<Deliverable> deliverables)
    {
        JsonArray owed = [];
        foreach (Deliverable one in deliverables)
        {
            JsonObject item = new() { ["format"] = one.Format.Symbol() };
            if (one.DueAtMs is { } dueAt) item["due_at"] = Math.Clamp(dueAt / 1000, 0, uint.MaxValue);
            owed.Add(item);
        }

        return owed.ToJsonString();
    }
}
