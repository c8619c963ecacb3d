using Houle.Ingest.Places;

namespace Houle.Ingest.Tests.Places;

public sealed class GazetteerTests
{
    [Theory]
    [InlineData("Paris", null, "fr/paris")]
    [InlineData("PARIS", "us", "us/paris")]
    [InlineData("Liège", null, "be/liege")]
    [InlineData("liege", null, "be/liege")]
    [InlineData("Luik", null, "be/liege")]
    [InlineData("Lüttich", null, "be/liege")]
    [InlineData("Oran", null, "dz/oran")]
    [InlineData("وهران", null, "dz/oran")]
    [InlineData("Köln", null, "de/koeln")]
    [InlineData("Cologne", null, "de/koeln")]
    [InlineData("Rome", null, "it/rome")]
    [InlineData("Roma", null, "it/rome")]
    [InlineData("NYC", null, "us/new-york")]
    [InlineData("New York City", null, "us/new-york")]
    [InlineData("Washington", "us", "us/washington")]
    [InlineData("St Louis", "us", "us/st-louis")]
    [InlineData("St. Louis", null, "us/st-louis")]
    [InlineData("Saint Louis", "us", "us/st-louis")]
    [InlineData("São Paulo", null, "br/sao-paulo")]
    [InlineData("sao paulo", null, "br/sao-paulo")]
    [InlineData("Łódź", null, "pl/lodz")]
    [InlineData("lodz", null, "pl/lodz")]
    [InlineData("Москва", null, "ru/moscow")]
    [InlineData("北京", null, "cn/beijing")]
    [InlineData("Springfield", "us", "us/springfield")]
    [InlineData("Halifax", "ca", "ca/halifax")]
    [InlineData("Halifax", "gb", "gb/halifax")]
    [InlineData("  new   orleans ", null, "us/new-orleans")]
    public void Name_finds_its_city(string name, string? country, string id) =>
        Gazetteer.Shared.Resolve(name, country).ShouldNotBeNull().Id.ShouldBe(id);

    [Theory]
    [InlineData("Atlantide", null)]
    [InlineData("Paris", "dz")]
    [InlineData("", null)]
    [InlineData("!!!", null)]
    public void Unknown_name_finds_nothing(string name, string? country) =>
        Gazetteer.Shared.Resolve(name, country).ShouldBeNull();

    [Fact]
    public void Ids_are_well_formed_unique_and_find_themselves()
    {
        HashSet<string> seen = [];
        for (int place = 0; place < Gazetteer.Shared.Count; place++)
        {
            string id = System.Text.Encoding.UTF8.GetString(Gazetteer.Shared.Id(place));
            (id.Length <= 64 && id[2] == '/' && id.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-' or '/'))
                .ShouldBeTrue(id);
            seen.Add(id).ShouldBeTrue(id);
            if (Gazetteer.Shared.Find(Gazetteer.Shared.Id(place)) != place) throw new InvalidOperationException(id);
        }

        seen.Count.ShouldBe(114_433);
        seen.ShouldNotContain(id => id.Contains("/region-"));
    }

    [Fact]
    public void Cities_of_one_name_in_a_country_are_told_apart_by_region()
    {
        Place illinois = Gazetteer.Shared.Find("us/springfield-il")!;
        (illinois.Name, illinois.Region, illinois.Country).ShouldBe(("Springfield", "us/region-il", "us"));
        Gazetteer.Shared.Find("us/springfield")!.Region.ShouldBe("us/region-mo");
    }

    [Theory]
    [InlineData(50.6333, 5.5667, 20, "be/liege")]
    [InlineData(-37.8136, 144.9631, 10, "au/melbourne")]
    [InlineData(40.7128, -74.0060, 5, "us/new-york")]
    [InlineData(0.0, -30.0, 100, null)]
    public void Coordinates_find_the_nearest_city(double latitude, double longitude, double withinKm, string? id) =>
        IdAt(latitude, longitude, withinKm).ShouldBe(id);

    [Fact]
    public void Nearest_equals_a_look_at_every_place()
    {
        Random random = new(11);
        Gazetteer gazetteer = Gazetteer.Shared;
        Place[] all = [.. Enumerable.Range(0, gazetteer.Count).Select(i => gazetteer[i])];
        for (int i = 0; i < 60; i++)
        {
            double latitude = i switch { 0 => 89.9, 1 => -89.9, 2 => -16.8, _ => (random.NextDouble() * 130) - 60 };
            double longitude = i switch { 2 => 179.99, 3 => -179.99, _ => (random.NextDouble() * 360) - 180 };
            double withinKm = random.Next(5, 500);
            Place nearest = all.MinBy(p => Km(latitude, longitude, p))!;
            string? expected = Km(latitude, longitude, nearest) < withinKm ? nearest.Id : null;
            IdAt(latitude, longitude, withinKm).ShouldBe(expected, $"{latitude},{longitude} within {withinKm} km");
        }
    }

    [Theory]
    [InlineData("France", "fr")]
    [InlineData("FR", "fr")]
    [InlineData("fra", "fr")]
    [InlineData("Côte d'Ivoire", "ci")]
    [InlineData("Costa Rica", "cr")]
    [InlineData("UK", "gb")]
    [InlineData("Deutschland", "de")]
    [InlineData("Narnia", "")]
    public void Country_finds_its_code(string name, string code) =>
        System.Text.Encoding.UTF8.GetString(Countries.Shared.Resolve(System.Text.Encoding.UTF8.GetBytes(name), new Houle.Avro.Binary.ByteBuffer(64)))
            .ShouldBe(code);

    private static string? IdAt(double latitude, double longitude, double withinKm) =>
        Gazetteer.Shared.Nearest(latitude, longitude, withinKm) is >= 0 and int place ? Gazetteer.Shared[place].Id : null;

    private static double Km(double latitude, double longitude, Place place)
    {
        double lat1 = latitude * Math.PI / 180;
        double lat2 = place.Latitude * Math.PI / 180;
        double cos = (Math.Sin(lat1) * Math.Sin(lat2))
            + (Math.Cos(lat1) * Math.Cos(lat2) * Math.Cos((longitude - place.Longitude) * Math.PI / 180));
        return 6371.0088 * Math.Acos(Math.Clamp(cos, -1, 1));
    }
}
