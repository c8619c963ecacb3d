using Houle.Configuration;
using Houle.Streams.Embedded;
using Houle.Streams.Kafka;
using Houle.Streams.Log;

namespace Houle.Hosting;

/// <summary>The log of the configuration: Kafka's where brokers are named, else the one in the data folder.</summary>
internal static class LogAccess
{
    /// <param name="report">Told, a line each, how topics differed from the configuration and what was done.</param>
    public static ILog Open(HouleConfig config, DataFolder folder, Action<string> report)
    {
        if (config.Kafka.Bootstrap is not null) return KafkaLog.Open(Options(config, report), TimeProvider.System);
        Directory.CreateDirectory(folder.Log);
        return EmbeddedLog.Open(folder.Log, TimeProvider.System);
    }

    /// <summary>The log of the configuration, to look into beside whatever runs.</summary>
    /// <param name="folder">The data folder of an embedded log.</param>
    public static ILog OpenToLook(HouleConfig config, DataFolder folder) =>
        config.Kafka.Bootstrap is null ? folder.OpenLogReadOnly() : KafkaLog.Open(Options(config, static _ => { }), TimeProvider.System);

    internal static KafkaLogOptions Options(HouleConfig config, Action<string> report) => new()
    {
        Bootstrap = config.Kafka.Bootstrap!,
        Name = config.Run,
        TopicPrefix = config.Kafka.TopicPrefix,
        ForeignTopics = TopicIngest.Load(config).Select(feed => feed.Topic!).ToHashSet(StringComparer.Ordinal),
        Client = Client(config.Kafka),
        ReplicationFactor = (short)config.Kafka.ReplicationFactor,
        MinInSyncReplicas = config.Kafka.MinInSyncReplicas,
        SessionTimeoutMs = config.Kafka.SessionTimeoutMs,
        TransactionTimeoutMs = config.Kafka.TransactionTimeoutMs,
        RecordBytesMax = config.Kafka.RecordBytesMax,
        Report = report,
    };

    private static Dictionary<string, string> Client(KafkaConfig kafka)
    {
        Dictionary<string, string> settings = new() { ["security.protocol"] = kafka.SecurityProtocol };
        Set("sasl.mechanism", kafka.SaslMechanism);
        Set("sasl.username", kafka.SaslUser);
        Set("sasl.password", Secret(kafka.SaslPasswordFile, "kafka.sasl_password_file"));
        Set("ssl.ca.location", kafka.SslCaFile);
        Set("ssl.certificate.location", kafka.SslCertificateFile);
        Set("ssl.key.location", kafka.SslKeyFile);
        Set("ssl.key.password", Secret(kafka.SslKeyPasswordFile, "kafka.ssl_key_password_file"));
        return settings;

        void Set(string name, string? value)
        {
            if (value is not null) settings[name] = value;
        }
    }

    private static string? Secret(string? file, string setting) => file is null ? null : SecretFile.Read(file, setting);
}
