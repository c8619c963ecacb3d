using Houle.Avro.Binary;
using Houle.Avro.Containers;
using Houle.Events;
using Houle.Ingest.Feeds;
using Houle.Simulation.Scenarios;
using Houle.Simulation.World;

namespace Houle.Simulation.Output;

/// <summary>Writes a simulation as a folder that <c>houle ingest</c> reads: an Avro container for each kind of event, its feed
/// definition, a catalogue, and the truth.</summary>
/// <remarks>A container's records are {arrived_at, event}, in order of arrival. Equal input gives equal bytes.</remarks>
public sealed class OutputFolder : IEventSink, IDisposable
{
    private const int BufferBytes = 1 << 20;
    private readonly string _folder;
    private readonly ContainerWriter?[] _writers = new ContainerWriter?[EventShape.All.Count];
    private readonly ByteBuffer _record = new(1024);

    /// <exception cref="IOException">It cannot be made.</exception>
    public OutputFolder(string folder)
    {
        _folder = folder;
        Directory.CreateDirectory(Path.Combine(folder, "feeds"));
        for (int kind = 0; kind < _writers.Length; kind++)
            _writers[kind] = new ContainerWriter(Open(FileOf((EventKind)kind)), FeedFiles.ArrivedSchema((EventKind)kind));
    }

    /// <summary>Files of a folder, in the order of <see cref="EventShape.All"/>.</summary>
    public static IEnumerable<(EventKind Kind, string File, string Feed)> Files(string folder) => EventShape.All.Select(s => (
        s.Kind, Path.Combine(folder, FileOf(s.Kind)), Path.Combine(folder, "feeds", $"{FeedFiles.NameOf(s.Kind)}.yaml")));

    public void Take(EventKind kind, long arrivedAtMs, ReadOnlySpan<byte> body)
    {
        _record.Clear();
        new AvroWriter(_record).WriteLong(arrivedAtMs);
        _record.Append(body);
        _writers[(int)kind]!.Append(_record.Written);
    }

    /// <summary>Ends the containers and writes what stands beside them.</summary>
    public void Finish(SimulatedWorld world, SimulationReport report)
    {
        Dispose();
        foreach (EventShape shape in EventShape.All)
            WriteText(Path.Combine("feeds", $"{FeedFiles.NameOf(shape.Kind)}.yaml"), FeedFiles.Feed(shape));
        WriteText("catalogue.yaml", FeedFiles.Catalogue(world));
        WriteText("houle.yaml", FeedFiles.Configuration(world.Scenario));
        WriteText("truth.jsonl", string.Concat(report.Truth.Select(line => line + "\n")));
        using ContainerWriter campaigns = new(Open("campaigns.avro"), Campaign.SchemaJson);
        ByteBuffer record = new(1024);
        foreach (CampaignPlan campaign in world.Scenario.Campaigns)
        {
            record.Clear();
            CampaignWriter.Write(world, campaign, creator => creator, record);
            campaigns.Append(SingleObject.Body(record.Written));
        }
    }

    public void Dispose()
    {
        for (int kind = 0; kind < _writers.Length; kind++)
        {
            _writers[kind]?.Dispose();
            _writers[kind] = null;
        }
    }

    private static string FileOf(EventKind kind) => $"{FeedFiles.NameOf(kind)}.avro";

    private FileStream Open(string name) => new(Path.Combine(_folder, name), FileMode.Create, FileAccess.Write, FileShare.Read, BufferBytes);

    private void WriteText(string name, string text) => File.WriteAllText(Path.Combine(_folder, name), text);
}
