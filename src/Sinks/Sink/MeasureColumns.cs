using Houle.Events;
using Houle.Sinks.Native;

namespace Houle.Sinks.Sink;

/// <summary>The columns of city_windows that hold sums, as the Measures record has them.</summary>
internal sealed class MeasureColumns
{
    private readonly FixedColumn<long> _count = Number("count"), _weight = Number("weight"),
        _authenticWeight = Number("authentic_weight"), _sponsoredWeight = Number("sponsored_weight"), _peopleUnnamed = Number("people_unnamed"),
        _engagement = Number("engagement"), _complaints = Number("complaints"), _units = Number("units"),
        _amountCents = Number("amount_cents"), _promoUses = Number("promo_uses"), _entries = Number("entries"),
        _exits = Number("exits");

    private readonly UInt64ArrayColumn _peopleSketch = new("people_sketch");

    public NativeColumn[] All =>
    [
        _count, _weight, _authenticWeight, _sponsoredWeight, _peopleSketch, _peopleUnnamed, _engagement, _complaints, _units, _amountCents,
        _promoUses, _entries, _exits,
    ];

    public void Append(scoped in Measures measures)
    {
        if (measures.PeopleSketch.Length % sizeof(ulong) != 0)
            throw new SinkRecordException($"has a people_sketch of {measures.PeopleSketch.Length} bytes, which is not a multiple of 8");
        _peopleSketch.AppendLittleEndian(measures.PeopleSketch);
        _count.Append(measures.Count);
        _weight.Append(measures.Weight);
        _authenticWeight.Append(measures.AuthenticWeight);
        _sponsoredWeight.Append(measures.SponsoredWeight);
        _peopleUnnamed.Append(measures.PeopleUnnamed);
        _engagement.Append(measures.Engagement);
        _complaints.Append(measures.Complaints);
        _units.Append(measures.Units);
        _amountCents.Append(measures.AmountCents);
        _promoUses.Append(measures.PromoUses);
        _entries.Append(measures.Entries);
        _exits.Append(measures.Exits);
    }

    private static FixedColumn<long> Number(string name) => new(name, "Int64");
}
