using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Houle.Avro.Registry;
using Houle.CommandLine;
using Houle.Configuration;

namespace Houle.Hosting;

/// <summary>The schema registry of the configuration, with the secrets read from where it says they are.</summary>
internal static class RegistryAccess
{
    /// <summary>A client, not yet connected; null when no registry is configured.</summary>
    /// <exception cref="CommandException">A file or variable that the configuration names is not there.</exception>
    public static SchemaRegistryClient? Client(HouleConfig config) =>
        Options(config.Registry) is { } options ? new SchemaRegistryClient(options, TimeProvider.System) : null;

    public static RegistryOptions? Options(RegistryConfig config)
    {
        if (config.Url is null) return null;
        try
        {
            return new RegistryOptions(new Uri(config.Url))
            {
                Credentials = Credentials(config),
                Timeout = TimeSpan.FromMilliseconds(config.TimeoutMs),
                Tls = config.CaFile is null ? null : Trusting(config.CaFile),
            };
        }
        catch (Exception e) when (e is ArgumentException or UriFormatException)
        {
            throw CommandException.Usage($"registry: {e.Message}");
        }
    }

    private static RegistryCredentials? Credentials(RegistryConfig config)
    {
        if (Secret("token", config.TokenFile, config.TokenEnv) is { } token) return RegistryCredentials.Bearer(token);
        return config.User is null
            ? null : RegistryCredentials.Basic(config.User, Secret("password", config.PasswordFile, config.PasswordEnv) ?? "");
    }

    private static string? Secret(string what, string? file, string? variable)
    {
        if (variable is not null)
        {
            return Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value
                ? value : throw CommandException.Usage($"registry.{what}_env is {variable}, and the environment has no {variable}; set it");
        }

        if (file is null) return null;
        if (!File.Exists(file))
            throw CommandException.Usage($"registry.{what}_file is {file}, which does not exist; create it with the {what} on its first line");
        return File.ReadLines(file).FirstOrDefault("").Trim();
    }

    private static SslClientAuthenticationOptions Trusting(string file)
    {
        var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        try
        {
            trust.CustomTrustStore.ImportFromPemFile(file);
        }
        catch (Exception e) when (e is CryptographicException or IOException)
        {
            throw CommandException.Usage($"registry.ca_file is {file}, which cannot be read as PEM certificates: {e.Message}");
        }

        if (trust.CustomTrustStore.Count == 0) throw CommandException.Usage($"registry.ca_file is {file}, which holds no PEM certificate");
        return new SslClientAuthenticationOptions { CertificateChainPolicy = trust };
    }
}
