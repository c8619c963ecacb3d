using System.Text;
using Houle.Avro.Binary;
using Houle.Configuration;
using Houle.Hosting;
using Houle.Ingest.Feeds;
using Houle.Ingest.Privacy;
using Houle.Ingest.Sessions;
using Houle.Simulation.Output;
using Houle.Simulation.Scenarios;
using Houle.Simulation.World;
using Houle.Streams.Embedded;
using Houle.Streams.Log;
using Houle.Streams.Topology;

namespace Houle.Commands.Generate;

/// <summary>Brings a generated folder into a log through one ingest session: all kinds merged by arrival, once however
/// often it is asked. The stages run when somebody starts them.</summary>
internal sealed class LogFiller(HouleConfig config, DataFolder data)
{
    /// <summary>Definitions of campaigns, keyed by id; one partition.</summary>
    private const string CampaignsTopic = "houle.campaigns";

    public IngestReport Fill(string folder, SimulatedWorld world, CancellationToken cancel)
    {
        Directory.CreateDirectory(data.Log);
        using EmbeddedLog log = EmbeddedLog.Open(data.Log, TimeProvider.System);
        TopologyOptions topology = config.ToTopology();
        foreach (TopicDefinition topic in HouleTopology.Topics(topology)) log.EnsureTopic(topic);
        PseudonymKeys keys = PseudonymKeys.LoadOrCreate(config.Privacy.KeysFile ?? Path.Combine(data.Path, "pseudonym.keys"));
        IngestSession session = new(log, [.. OutputFolder.Files(folder).Select(f => new IngestInput(f.File, Feeds.LoadFile(f.Feed)))], new IngestOptions
        {
            Time = TimeProvider.System,
            Keys = keys,
            Streams = topology.Streams,
            SpillFolder = Path.Combine(data.Path, "spill"),
        });
        WriteCampaigns(log, world, keys);
        return session.Run(cancel: cancel);
    }

    /// <summary>Writes the campaigns that the topic does not hold as they are.</summary>
    private static void WriteCampaigns(ILog log, SimulatedWorld world, PseudonymKeys keys)
    {
        TopicPartition partition = new(CampaignsTopic, 0);
        log.EnsureTopic(new TopicDefinition(CampaignsTopic, 1));
        Dictionary<string, byte[]> held = new(StringComparer.Ordinal);
        log.Scan(partition, (scoped in RecordView record) => held[Encoding.UTF8.GetString(record.Key)] = record.Value.ToArray());
        CommitBatch batch = new();
        ByteBuffer record = new(1024);
        Pseudonyms pseudonyms = new(keys);
        foreach (CampaignPlan campaign in world.Scenario.Campaigns)
        {
            record.Clear();
            CampaignWriter.Write(world, campaign, id => pseudonyms.Of(PersonRole.Creator, PlatformOf(world, id), id), record);
            if (held.TryGetValue(campaign.Id, out byte[]? known) && record.Written.SequenceEqual(known)) continue;
            batch.Append(partition, CommitBatch.StampAtCommit, Encoding.UTF8.GetBytes(campaign.Id), record.Written);
        }

        if (batch.IsEmpty) return;
        using ILogProducer producer = log.OpenProducer("generate-campaigns");
        producer.Commit(batch);
    }

    private static string PlatformOf(SimulatedWorld world, string creator) =>
        world.People.PlatformOf(world.People.Find(creator)).ToString().ToLowerInvariant();
}
