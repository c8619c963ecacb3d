using Houle.Configuration.Alerts;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Houle.Configuration;

/// <summary>Reads houle.yaml.</summary>
internal static class ConfigFile
{
    /// <summary>What a command uses when no file is named.</summary>
    public const string DefaultName = "houle.yaml";

    /// <summary>The named file, else ./houle.yaml, else the defaults. Paths come back absolute.</summary>
    /// <exception cref="ConfigException">The file has errors; all of them are in it.</exception>
    /// <exception cref="FileNotFoundException">A file was named and is absent.</exception>
    public static HouleConfig Load(string? file) => Load(file, []);

    /// <param name="warnings">Gets what is allowed and probably not meant.</param>
    public static HouleConfig Load(string? file, ICollection<ConfigError> warnings)
    {
        if (file is null && !File.Exists(DefaultName)) return Resolve(new HouleConfig(), Environment.CurrentDirectory);
        file ??= DefaultName;
        if (!File.Exists(file)) throw new FileNotFoundException($"{file} does not exist; name another file with --config");
        HouleConfig config = Parse(File.ReadAllText(file), file, Environment.GetEnvironmentVariable, warnings);
        return Resolve(config, Path.GetDirectoryName(Path.GetFullPath(file))!);
    }

    /// <param name="text">YAML.</param>
    /// <param name="file">The name that errors carry.</param>
    /// <param name="variable">Values of ${NAME}.</param>
    /// <param name="warnings">Gets what is allowed and probably not meant.</param>
    public static HouleConfig Parse(string text, string file, Func<string, string?> variable, ICollection<ConfigError>? warnings = null)
    {
        YamlNode? root = ReadYaml(text, file);
        if (root is null) return new HouleConfig();
        var binder = new YamlBinder(file, variable);
        var config = (HouleConfig)binder.Section(root, new HouleConfig(), "");
        List<ConfigError> errors = [.. binder.Errors];
        if (errors.Count == 0) errors.AddRange(ConfigRules.Check(config, root, file));
        var place = new YamlPlace(root, file);
        string folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        if (errors.Count == 0)
            errors.AddRange(IngestChecks.Errors(config, place, Absolute(config.Feeds, folder) ?? Hosting.Feeds.DefaultFolder));
        if (errors.Count == 0)
            errors.AddRange(new AlertChecks(config.Alerts, place, folder).Errors());
        if (errors.Count > 0) throw new ConfigException(errors);
        if (warnings is null) return config;
        foreach (ConfigError warning in AlertWarnings.Of(config.Alerts, place)) warnings.Add(warning);
        foreach (ConfigError warning in AlertWarnings.OfSegments(config.Alerts, Absolute(config.Catalogue, folder), place)) warnings.Add(warning);
        return config;
    }

    private static YamlNode? ReadYaml(string text, string file)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            return stream.Documents.Count == 0 ? null : stream.Documents[0].RootNode;
        }
        catch (YamlException e)
        {
            string reason = e.InnerException?.Message ?? e.Message;
            throw new ConfigException([new ConfigError(file, e.Start.Line, e.Start.Column, $"this is not YAML: {reason}")]);
        }
    }

    private static HouleConfig Resolve(HouleConfig config, string folder) => config with
    {
        Data = Path.GetFullPath(config.Data, folder),
        Feeds = Absolute(config.Feeds, folder),
        Catalogue = Absolute(config.Catalogue, folder),
        Roster = Absolute(config.Roster, folder),
        Registry = config.Registry with
        {
            PasswordFile = config.Registry.PasswordFile is null ? null : Path.GetFullPath(config.Registry.PasswordFile, folder),
            TokenFile = config.Registry.TokenFile is null ? null : Path.GetFullPath(config.Registry.TokenFile, folder),
            CaFile = config.Registry.CaFile is null ? null : Path.GetFullPath(config.Registry.CaFile, folder),
        },
        Alerts = config.Alerts with
        {
            SecretFile = config.Alerts.SecretFile is null ? null : Path.GetFullPath(config.Alerts.SecretFile, folder),
            Destinations = config.Alerts.Destinations.ToDictionary(pair => pair.Key, pair => pair.Value with
            {
                SecretFile = pair.Value.SecretFile is null ? null : Path.GetFullPath(pair.Value.SecretFile, folder),
                PasswordFile = pair.Value.PasswordFile is null ? null : Path.GetFullPath(pair.Value.PasswordFile, folder),
            }),
        },
        Privacy = config.Privacy with
        {
            KeysFile = Absolute(config.Privacy.KeysFile, folder),
        },
        Kafka = config.Kafka with
        {
            SaslPasswordFile = Absolute(config.Kafka.SaslPasswordFile, folder),
            SslCaFile = Absolute(config.Kafka.SslCaFile, folder),
            SslCertificateFile = Absolute(config.Kafka.SslCertificateFile, folder),
            SslKeyFile = Absolute(config.Kafka.SslKeyFile, folder),
            SslKeyPasswordFile = Absolute(config.Kafka.SslKeyPasswordFile, folder),
        },
        ClickHouse = config.ClickHouse with
        {
            PasswordFile = Absolute(config.ClickHouse.PasswordFile, folder),
        },
    };

    private static string? Absolute(string? path, string folder) => path is null ? null : Path.GetFullPath(path, folder);
}
