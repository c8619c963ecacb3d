using Houle.Events;
using Houle.Sinks.Native;
using Houle.Streams.Log;

namespace Houle.Sinks.Sink;

/// <summary>Rows of campaign_creators: one for each creator of a campaign, in each version of it.</summary>
internal sealed class CampaignCreatorRows : TableRows
{
    private readonly LowCardinalityColumn _campaign, _brand, _currency;
    private readonly StringColumn _creator;
    private readonly FixedColumn<uint> _startsAt, _endsAt;
    private readonly NullableColumn<long> _cost;

    public CampaignCreatorRows()
        : this(new("campaign"), new("brand"), new("currency"), new("creator"), new("starts_at", "DateTime('UTC')"),
            new("ends_at", "DateTime('UTC')"), new("cost_cents", "Int64"))
    {
    }

    private CampaignCreatorRows(
        LowCardinalityColumn campaign, LowCardinalityColumn brand, LowCardinalityColumn currency, StringColumn creator,
        FixedColumn<uint> startsAt, FixedColumn<uint> endsAt, NullableColumn<long> cost)
        : base(campaign, brand, currency, creator, startsAt, endsAt, cost) =>
        (_campaign, _brand, _currency, _creator, _startsAt, _endsAt, _cost) = (campaign, brand, currency, creator, startsAt, endsAt, cost);

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
            rows++;
        }

        return month;
    }
}
