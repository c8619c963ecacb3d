namespace Houle.Configuration;

/// <summary>The brokers that hold the log, and how to reach them. Passwords come from files, never from houle.yaml.</summary>
internal sealed record KafkaConfig
{
    [Setting("bootstrap", "Brokers to ask first: HOST:PORT, several with commas.", Pattern = @"^[^,:\s]+:\d{1,5}(,[^,:\s]+:\d{1,5})*$")]
    public string? Bootstrap { get; init; }

    [Setting("topic_prefix", "First part of the names of all topics of this deployment; not of those that feeds read.", Pattern = "^[A-Za-z0-9._-]{0,100}$")]
    public string TopicPrefix { get; init; } = "";

    [Setting("replication_factor", "Copies of each partition of topics that are created; -1 leaves it to the brokers.", Min = -1, Max = 32)]
    public int ReplicationFactor { get; init; } = -1;

    [Setting("min_insync_replicas", "Copies that a commit waits for, of topics that are created; 0 leaves it to the brokers.", Min = 0, Max = 32)]
    public int MinInSyncReplicas { get; init; }

    [Setting("session_timeout_ms", "An instance not heard of for this long loses its partitions to others.", Min = 1_000, Max = 300_000)]
    public int SessionTimeoutMs { get; init; } = 10_000;

    [Setting("standby", "Whether each instance keeps warm copies of the state that others own: a takeover of a large state then takes seconds, and each holds twice the memory.")]
    public bool Standby { get; init; }

    [Setting("standby_max_mb", "Memory for such copies, about; partitions past it go without one.", Min = 1, Max = 1_048_576)]
    public int StandbyMaxMb { get; init; } = 2048;

    [Setting("transaction_timeout_ms", "The brokers abort a transaction that lasts longer.", Min = 1_000, Max = 900_000)]
    public int TransactionTimeoutMs { get; init; } = 15_000;

    [Setting("record_bytes_max", "Largest record of topics that are created.", Min = 1_048_576, Max = 104_857_600)]
    public int RecordBytesMax { get; init; } = 16 << 20;

    [Setting("security_protocol", "plaintext, ssl, sasl_plaintext or sasl_ssl.", Pattern = "^(plaintext|ssl|sasl_plaintext|sasl_ssl)$")]
    public string SecurityProtocol { get; init; } = "plaintext";

    [Setting("sasl_mechanism", "PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512.", Pattern = "^(PLAIN|SCRAM-SHA-256|SCRAM-SHA-512)$")]
    public string? SaslMechanism { get; init; }

    [Setting("sasl_user", "User name for SASL.")]
    public string? SaslUser { get; init; }

    [Setting("sasl_password_file", "File with that user's password on its first line.")]
    public string? SaslPasswordFile { get; init; }

    [Setting("ssl_ca_file", "PEM file with the authorities that the brokers' certificates are checked against.")]
    public string? SslCaFile { get; init; }

    [Setting("ssl_certificate_file", "PEM file with our own certificate, where brokers ask for one.")]
    public string? SslCertificateFile { get; init; }

    [Setting("ssl_key_file", "PEM file with its private key.")]
    public string? SslKeyFile { get; init; }

    [Setting("ssl_key_password_file", "File with that key's password on its first line.")]
    public string? SslKeyPasswordFile { get; init; }
}
