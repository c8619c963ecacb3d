using Houle.Avro.Registry;
using Houle.CommandLine;
using Houle.Configuration;
using Houle.Hosting;
using Houle.Tests.Support;

namespace Houle.Tests.Hosting;

public sealed class RegistryAccessTests : IDisposable
{
    private const string Url = "https://registry.test/base";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Registry_that_is_not_configured_is_null() => RegistryAccess.Client(new HouleConfig()).ShouldBeNull();

    [Fact]
    public void Secrets_are_read_from_where_the_configuration_says()
    {
        RegistryOptions options = RegistryAccess.Options(new RegistryConfig
        {
            Url = Url, User = "alice", PasswordFile = _folder.Write("password", "s3cr3t\n"), TimeoutMs = 1_500,
        })!;

        options.Url.ShouldBe(new Uri(Url + "/"));
        options.Timeout.ShouldBe(TimeSpan.FromMilliseconds(1_500));
        options.Credentials!.ToString().ShouldBe("Basic ***");
        RegistryAccess.Options(new RegistryConfig { Url = Url, TokenFile = _folder.Write("token", "t0k3n") })!.Credentials!.ToString().ShouldBe("Bearer ***");
        RegistryAccess.Options(new RegistryConfig { Url = Url })!.Credentials.ShouldBeNull();
    }

    [Fact]
    public void Secret_that_is_not_there_says_which()
    {
        Should.Throw<CommandException>(() => RegistryAccess.Options(new RegistryConfig { Url = Url, TokenEnv = "HOULE_TEST_NO_SUCH" }))
            .Message.ShouldBe("registry.token_env is HOULE_TEST_NO_SUCH, and the environment has no HOULE_TEST_NO_SUCH; set it");
        Should.Throw<CommandException>(() => RegistryAccess.Options(new RegistryConfig { Url = Url, TokenFile = _folder.File("absent") }))
            .Message.ShouldContain("which does not exist; create it with the token on its first line");
        Should.Throw<CommandException>(() => RegistryAccess.Options(new RegistryConfig { Url = Url, CaFile = _folder.Write("ca.pem", "nothing") }))
            .Message.ShouldContain("holds no PEM certificate");
    }
}
