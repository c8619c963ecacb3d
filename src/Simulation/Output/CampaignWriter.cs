using System.Text;
using Houle.Avro.Binary;
using Houle.Avro.Lists;
using Houle.Events;
using Houle.Simulation.Scenarios;
using Houle.Simulation.World;

namespace Houle.Simulation.Output;

/// <summary>Writes a campaign's record.</summary>
public static class CampaignWriter
{
    /// <param name="nameOf">What stands for a roster creator of a platform: the id itself in files, a pseudonym in topics.</param>
    /// <param name="to">Gets the record in single-object encoding.</param>
    public static void Write(SimulatedWorld world, CampaignPlan plan, Func<string, string> nameOf, ByteBuffer to)
    {
        RecordListBuilder<CampaignCreator> creators = new();
        foreach ((string id, int cents) in plan.Fees)
        {
            RecordListBuilder<Deliverable> owed = new();
            foreach (CampaignPost post in plan.Posts.Where(p => p.Creator == id))
                owed.Add(new Deliverable { Format = post.Format, DueAtMs = post.DueMs });
            creators.Add(new CampaignCreator
            {
                Creator = Encoding.UTF8.GetBytes(nameOf(id)), Cost = AvroDecimal.FromCents(cents), Deliverables = owed.List,
            });
        }

        Campaign campaign = new()
        {
            Id = Encoding.UTF8.GetBytes(plan.Id),
            Brand = Encoding.UTF8.GetBytes(plan.Brand),
            Products = List(plan.Products),
            Creators = creators.List,
            PromoCodes = List([plan.PromoCode]),
            Cities = List(plan.Cities),
            ControlCities = List(plan.ControlCities),
            StartsAtMs = plan.StartMs,
            EndsAtMs = plan.EndMs,
            Cost = AvroDecimal.FromCents(plan.CostCents),
            Currency = "EUR"u8,
        };
        campaign.WriteSingleObject(to);
    }

    private static Utf8List List(IReadOnlyList<string> ids)
    {
        Utf8ListBuilder list = new();
        foreach (string id in ids) list.Add(id);
        return list.List;
    }
}
