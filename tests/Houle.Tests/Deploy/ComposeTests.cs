using System.Text.RegularExpressions;
using Houle.Configuration;
using YamlDotNet.RepresentationModel;

namespace Houle.Tests.Deploy;

/// <summary>docker-compose.kafka.yml agrees with the configuration that it mounts and with docs/operations.md: services, ports, paths.</summary>
public sealed partial class ComposeTests
{
    private const string ComposeFile = "docker-compose.kafka.yml";

    private static readonly YamlMappingNode Compose = Load(Path.Combine(Checkout.Root, ComposeFile));
    private static readonly HouleConfig Config = ConfigFile.Parse(
        File.ReadAllText(Path.Combine(Checkout.Root, "deploy", "houle.kafka.yaml")), "deploy/houle.kafka.yaml", _ => null);

    private static YamlMappingNode Services => Map(Compose, "services");

    private static YamlMappingNode Houle => Map(Services, "houle");

    [Fact]
    public void Every_image_is_pinned_and_every_server_has_a_health_check()
    {
        foreach ((YamlNode name, YamlNode service) in Services.Children)
        {
            if (name.ToString() != "houle") Text(service, "image").ShouldMatch(@"^[a-z/.-]+:\d+\.\d+(\.\d+)?$", name.ToString());
            ((YamlMappingNode)service).Children.ShouldContainKey(new YamlScalarNode("healthcheck"), name.ToString());
        }
    }

    [Fact]
    public void Health_of_houle_is_asked_at_the_port_of_the_configuration_and_its_image_has_the_web_server()
    {
        string[] check = [.. Items(Map(Houle, "healthcheck"), "test")];
        check[^1].ShouldContain($"/dev/tcp/{Config.Web.Address}/{Config.Web.Port} ");
        check[^1].ShouldContain("GET /health HTTP/1.0");
        File.ReadAllText(Path.Combine(Checkout.Root, "deploy", "Dockerfile")).ShouldContain("FROM mcr.microsoft.com/dotnet/aspnet:10.0");
    }

    [Fact]
    public void Grafana_gets_a_pinned_plugin_and_reads_the_database_of_the_configuration()
    {
        YamlMappingNode grafana = Map(Services, "grafana");
        Text(Map(grafana, "environment"), "GF_INSTALL_PLUGINS").ShouldMatch(@"^grafana-clickhouse-datasource \d+\.\d+\.\d+$");
        Dictionary<string, string> mounts = Items(grafana, "volumes").Select(mount => mount.Split(':')).ToDictionary(parts => parts[1], parts => parts[0]);
        foreach (string from in mounts.Values) Directory.Exists(Path.Combine(Checkout.Root, from)).ShouldBeTrue(from);
        string provisioning = mounts["/etc/grafana/provisioning"];
        YamlNode dashboards = ((YamlSequenceNode)Load(Path.Combine(Checkout.Root, provisioning, "dashboards", "houle.yaml"))["providers"])[0];
        mounts.ShouldContainKey(Text(Map(dashboards, "options"), "path"));
        YamlNode source = ((YamlSequenceNode)Load(Path.Combine(Checkout.Root, provisioning, "datasources", "clickhouse.yaml"))["datasources"])[0];
        YamlMappingNode json = Map(source, "jsonData");
        $"{Text(json, "protocol")}://{Text(json, "host")}:{Text(json, "port")}".ShouldBe(Config.ClickHouse.Url);
        Text(json, "username").ShouldBe(Config.ClickHouse.User);
        Text(json, "defaultDatabase").ShouldBe(Config.ClickHouse.Database);
        Text(Map(source, "secureJsonData"), "password").ShouldBe($"$__file{{{Config.ClickHouse.PasswordFile}}}");
        Items(grafana, "secrets").ShouldContain(Path.GetFileName(Config.ClickHouse.PasswordFile)!);
    }

    [Fact]
    public void Brokers_of_the_configuration_are_the_listener_that_kafka_advertises()
    {
        string advertised = Text(Map(Map(Services, "kafka"), "environment"), "KAFKA_ADVERTISED_LISTENERS");
        advertised.ShouldBe($"PLAINTEXT://{Config.Kafka.Bootstrap}");
        Text(Map(Map(Services, "schema-registry"), "environment"), "SCHEMA_REGISTRY_KAFKASTORE_BOOTSTRAP_SERVERS").ShouldBe(advertised);
    }

    [Fact]
    public void Database_of_the_configuration_is_a_service_with_the_same_user_and_secret()
    {
        YamlMappingNode environment = Map(Map(Services, "clickhouse"), "environment");
        Config.ClickHouse.Url.ShouldBe("http://clickhouse:8123"); // the server's own HTTP port
        Text(environment, "CLICKHOUSE_USER").ShouldBe(Config.ClickHouse.User);
        Text(environment, "CLICKHOUSE_DB").ShouldBe(Config.ClickHouse.Database);
        Text(environment, "CLICKHOUSE_PASSWORD_FILE").ShouldBe(Config.ClickHouse.PasswordFile);
        string secret = Path.GetFileName(Config.ClickHouse.PasswordFile)!;
        Items(Houle, "secrets").ShouldContain(secret);
        Map(Compose, "secrets").Children.ShouldContainKey(new YamlScalarNode(secret));
    }

    [Fact]
    public void Paths_that_houle_is_given_are_mounted_and_the_files_exist()
    {
        Dictionary<string, string> mounts = Items(Houle, "volumes").Select(mount => mount.Split(':')).ToDictionary(parts => parts[1], parts => parts[0]);
        mounts.ShouldContainKey(Config.Data);
        Map(Compose, "volumes").Children.ShouldContainKey(new YamlScalarNode(mounts[Config.Data]));
        string[] command = [.. Items(Houle, "command")];
        command[..2].ShouldBe(["run", "--config"]);
        File.Exists(Path.Combine(Checkout.Root, mounts[command[2]])).ShouldBeTrue(mounts[command[2]]);
        File.Exists(Path.Combine(Checkout.Root, Text(Map(Houle, "build"), "dockerfile"))).ShouldBeTrue();
    }

    [Fact]
    public void Services_that_others_wait_for_exist_and_operations_names_the_published_ports()
    {
        foreach ((_, YamlNode service) in Services.Children)
        {
            if (!((YamlMappingNode)service).Children.TryGetValue(new YamlScalarNode("depends_on"), out YamlNode? others)) continue;
            foreach (YamlNode other in ((YamlMappingNode)others).Children.Keys) Services.Children.ShouldContainKey(other);
        }

        string operations = File.ReadAllText(Path.Combine(Checkout.Root, "docs", "operations.md"));
        operations.ShouldContain(ComposeFile);
        foreach (Match port in PublishedPort().Matches(File.ReadAllText(Path.Combine(Checkout.Root, ComposeFile))))
            operations.ShouldContain($"localhost:{port.Groups["port"].Value}");
    }

    private static YamlMappingNode Load(string path)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(File.ReadAllText(path)));
        return (YamlMappingNode)stream.Documents[0].RootNode;
    }

    private static YamlMappingNode Map(YamlNode of, string key) => (YamlMappingNode)of[key];

    private static string Text(YamlNode of, string key) => ((YamlScalarNode)of[key]).Value!;

    private static IEnumerable<string> Items(YamlNode of, string key) => ((YamlSequenceNode)of[key]).Select(item => item.ToString());

    [GeneratedRegex("- \"(?<port>\\d+):\\d+\"", RegexOptions.ExplicitCapture)]
    private static partial Regex PublishedPort();
}
