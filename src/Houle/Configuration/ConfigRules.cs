using System.Net;
using Houle.Configuration.Alerts;
using Houle.Streams.Detect;
using YamlDotNet.RepresentationModel;

namespace Houle.Configuration;

/// <summary>Rules between keys, which no single key can state.</summary>
internal static class ConfigRules
{
    public static IEnumerable<ConfigError> Check(HouleConfig config, YamlNode root, string file)
    {
        if (!config.ClickHouse.Embedded && config.ClickHouse.Url is null)
            yield return At(["clickhouse"], "clickhouse.embedded is false and clickhouse.url is absent; name the server, or leave embedded out");
        if (config.ClickHouse is { Embedded: true, Url: not null })
            yield return At(["clickhouse", "url"], "clickhouse.url is set and clickhouse.embedded is true; set embedded to false to use the server");

        if (!IPAddress.TryParse(config.Web.Address, out IPAddress? address))
            yield return At(["web", "address"], $"web.address is '{config.Web.Address}'; it is an IP address such as 127.0.0.1 or 0.0.0.0");
        else if (!IPAddress.IsLoopback(address) && config.Web.TokenFile is null)
            yield return At(["web", "address"], $"web.address is {config.Web.Address}, which others reach, and web.token_file is absent; name a file with a secret, or listen on 127.0.0.1");

        foreach ((string key, string fault) in RegistryRules(config.Registry))
            yield return At(["registry", key], $"registry.{key} {fault}");

        if (config.Kafka is { Bootstrap: not null } kafka)
        {
            if (kafka.SaslMechanism is not null && (kafka.SaslUser is null || kafka.SaslPasswordFile is null))
                yield return At(["kafka", "sasl_mechanism"], "kafka.sasl_mechanism is set without sasl_user and sasl_password_file; name both");
            if (kafka.SaslMechanism is not null && !kafka.SecurityProtocol.StartsWith("sasl", StringComparison.Ordinal))
                yield return At(["kafka", "sasl_mechanism"], $"kafka.sasl_mechanism is set and security_protocol is {kafka.SecurityProtocol}; set it to sasl_ssl or sasl_plaintext");
        }

        foreach (IGrouping<StreamKind?, string> kind in config.Streams.GroupBy(stream => stream.Value.Kind, stream => stream.Key).Where(kind => kind.Count() > Watermarks.OrdinalsMax))
            yield return At(["streams"], $"streams has {kind.Count()} streams of one kind; at most {Watermarks.OrdinalsMax} can be: let feeds share a topic");

        foreach ((string name, DestinationConfig destination) in config.Alerts.Destinations)
        {
            if (destination.Links && !config.Detection.Links)
                yield return At(["alerts", "destinations", name, "links"], $"alerts.destinations.{name}.links is true, and no links are kept; set detection.links to true as well");
        }

        var topics = new Dictionary<string, string>();
        foreach ((string name, StreamConfig stream) in config.Streams)
        {
            if (stream.Kind is null)
                yield return At(["streams", name], $"streams.{name}.kind is absent; a stream of a name of its own says what its events are");
            if (stream.Foreign && !(stream.Pseudonymous && stream.Keyed is not null))
                yield return At(["streams", name, "foreign"], $"streams.{name}.foreign is true without keyed and pseudonymous; declare both (keyed: creator, pseudonymous: true) if they hold, or bring the topic in with houle ingest");
            if (stream.Topic.Length == 0)
                yield return At(["streams", name], $"streams.{name}.topic is absent; every stream has a topic of its own");
            else if (!topics.TryAdd(stream.Topic, name))
                yield return At(["streams", name, "topic"], $"streams.{name}.topic is {stream.Topic}, which streams.{topics[stream.Topic]} has already; every stream has a topic of its own");
        }

        ConfigError At(string[] path, string message)
        {
            YamlNode node = root;
            foreach (string key in path)
            {
                if (node is YamlMappingNode map && map.Children.TryGetValue(new YamlScalarNode(key), out YamlNode? child))
                    node = child;
            }
            return new ConfigError(file, node.Start.Line, node.Start.Column, message);
        }
    }

    private static IEnumerable<(string Key, string Fault)> RegistryRules(RegistryConfig registry)
    {
        bool hasPassword = registry.PasswordFile is not null || registry.PasswordEnv is not null;
        bool hasToken = registry.TokenFile is not null || registry.TokenEnv is not null;
        if (registry.Url is null && registry != new RegistryConfig()) yield return ("url", "is absent; name the registry, or leave the section out");
        if (registry.Url?.Contains('@', StringComparison.Ordinal) == true) yield return ("url", "holds a user or password; give them as user and password_file");
        if (registry.PasswordFile is not null && registry.PasswordEnv is not null) yield return ("password_env", "is set beside password_file; keep one");
        if (registry.TokenFile is not null && registry.TokenEnv is not null) yield return ("token_env", "is set beside token_file; keep one");
        if (registry.User is not null && hasToken) yield return ("user", "is set beside a token; keep one way to authenticate");
        if (registry.User is null && hasPassword) yield return ("user", "is absent, and a password is given; name the user");
    }
}
