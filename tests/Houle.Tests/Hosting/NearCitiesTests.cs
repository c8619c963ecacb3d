using Houle.Configuration;
using Houle.Hosting;
using Houle.Hosting.Alerts;
using Houle.Ingest.Catalogues;

namespace Houle.Tests.Hosting;

public sealed class NearCitiesTests
{
    private static readonly AlertNames Stores = new(Catalogue.Load(WithStores()).Catalogue!);

    [Fact]
    public void Stock_may_come_from_cities_of_the_country_as_near_as_configured()
    {
        IReadOnlyDictionary<string, IReadOnlyList<string>> Near(int km) => new HouleConfig { Signals = new SignalsConfig { TransferKmMax = km } }.ToTopology(Stores).Signals!.Near;

        Near(100)["be/liege"].ShouldBe(["be/huy", "be/namur"], "not Maastricht, which is nearer, nor Arlon, which is farther");
        Near(30)["be/liege"].ShouldBe(["be/huy"]);
        Near(0).ShouldBeEmpty();
        Near(100).ContainsKey("be/not-a-place").ShouldBeFalse("nobody knows where it is");
    }

    private static string WithStores()
    {
        string path = Path.GetTempFileName();
        File.WriteAllText(path, "stores:\n" + string.Concat(((string[])["be/liege", "be/huy", "be/namur", "be/arlon", "nl/maastricht", "be/not-a-place"]).Select((city, i) => $"  - {{ id: store-{i}, name: Store {i}, city: {city} }}\n")));
        return path;
    }
}
