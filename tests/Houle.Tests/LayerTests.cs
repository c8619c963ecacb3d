using System.Xml.Linq;
using Houle.Hosting;

namespace Houle.Tests;

/// <summary>Arrows point one way: what a project of src may reference, and no more. A new arrow is a decision to write down.</summary>
public sealed class LayerTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Avro"] = [],
        ["Avro.Generator"] = [],
        ["Detection"] = [],
        ["Streams"] = ["Avro", "Avro.Generator", "Detection"],
        ["Streams.Embedded"] = ["Streams"],
        ["Streams.Kafka"] = ["Streams", "librdkafka.redist"],
        ["Ingest"] = ["Streams"],
        ["Simulation"] = ["Ingest"],
        ["Sinks"] = ["Streams", "Sinks.Server"],
        ["Sinks.Server"] = [],
        ["Houle"] = ["Detection", "Streams.Embedded", "Streams.Kafka", "Ingest", "Simulation", "Sinks"],
    };

    [Fact]
    public void Projects_reference_only_what_stands_below_them()
    {
        string[] projects = Directory.GetFiles(Path.Combine(Checkout.Root, "src"), "*.csproj", SearchOption.AllDirectories);
        projects.Select(path => Path.GetFileNameWithoutExtension(path)).ShouldBe(Allowed.Keys, ignoreOrder: true);
        foreach (string project in projects)
        {
            string[] references =
            [
                .. XDocument.Load(project).Descendants("ProjectReference")
                    .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value)),
            ];
            references.ShouldBe(Allowed[Path.GetFileNameWithoutExtension(project)], ignoreOrder: true, project);
        }
    }
}
