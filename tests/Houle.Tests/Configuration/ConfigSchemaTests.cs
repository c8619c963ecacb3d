using System.Text.Json.Nodes;
using Houle.Configuration;
using Houle.Tests.Support;

namespace Houle.Tests.Configuration;

public sealed class ConfigSchemaTests
{
    [Fact]
    public void Schema_carries_ranges_defaults_and_refuses_unknown_keys()
    {
        JsonObject schema = ConfigSchema.Create();
        JsonNode grace = schema["properties"]!["streams"]!["properties"]!["sales"]!["properties"]!["grace_ms"]!;

        grace["minimum"]!.GetValue<long>().ShouldBe(0);
        grace["maximum"]!.GetValue<long>().ShouldBe(86_400_000);
        grace["default"]!.GetValue<long>().ShouldBe(300_000);
        schema["additionalProperties"]!.GetValue<bool>().ShouldBeFalse();
    }

    [Fact]
    public async Task Schema_of_feeds_is_printed_on_request()
    {
        ShellResult result = await Cli.Run("config", "schema", "--feed");
        result.ExitCode.ShouldBe(0);
        JsonNode.Parse(result.Output)!["properties"]!["event"].ShouldNotBeNull();
    }

    [Fact]
    public void Every_setting_has_a_description_and_every_number_a_range()
    {
        foreach ((string path, Setting setting) in All(typeof(HouleConfig), ""))
        {
            setting.Rule.Description.ShouldEndWith(".", customMessage: path);
            if (!setting.IsNumber) continue;
            setting.Rule.Min.ShouldNotBe(long.MinValue, path);
            setting.Rule.Max.ShouldNotBe(long.MaxValue, path);
        }
    }

    private static IEnumerable<(string Path, Setting Setting)> All(Type section, string path) =>
        Setting.Of(section).SelectMany(setting => All(setting.SectionOfMap ?? setting.Type, $"{path}{setting.Key}.")
            .Prepend(($"{path}{setting.Key}", setting)));
}
