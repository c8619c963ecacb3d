using System.Text.RegularExpressions;
using Houle.Configuration;
using Houle.Hosting;

namespace Houle.Tests.Configuration;

/// <summary>The houle.yaml of docs/operations.md is right, and says what the text says about it.</summary>
public sealed partial class DocumentedConfigTests
{
    private static string Operations => File.ReadAllText(Path.Combine(Checkout.Root, "docs/operations.md"));

    [Fact]
    public void Documented_configuration_is_accepted()
    {
        HouleConfig config = ConfigFile.Parse(YamlBlock().Match(Operations).Groups["yaml"].Value, "docs/operations.md", _ => null);

        config.Run.ShouldBe("liege");
        config.Streams.Count.ShouldBe(6);
        config.ClickHouse.Url.ShouldBe("http://127.0.0.1:8123");
        config.ToTopology().Streams.Count(stream => stream.Stream == Events.Stream.Sales).ShouldBe(2);
    }

    [Fact]
    public void Every_default_stream_equals_that_of_the_topology()
    {
        var ours = new HouleConfig().ToTopology().Streams.OrderBy(stream => stream.Topic);

        ours.ShouldBe(Streams.Topology.StreamOptions.Defaults.OrderBy(stream => stream.Topic));
    }

    [GeneratedRegex("```yaml\n(?<yaml>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex YamlBlock();
}
