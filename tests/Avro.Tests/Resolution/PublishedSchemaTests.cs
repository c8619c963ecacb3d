using System.Globalization;
using Houle.Avro.Binary;
using Houle.Avro.Compatibility;
using Houle.Avro.Resolution;
using Houle.Avro.Schemas;
using Houle.Avro.Tests.Generated;

namespace Houle.Avro.Tests.Resolution;

/// <summary>Evolution is BACKWARD_TRANSITIVE: what was ever published is read by the schemas of today.</summary>
public class PublishedSchemaTests
{
    private static readonly string Folder = Path.Combine(Checkout.Root, "schemas");

    [Fact]
    public void Every_published_version_is_read_by_the_schema_of_today()
    {
        int versions = 0;
        foreach (string folder in Directory.EnumerateDirectories(Path.Combine(Folder, "history")))
        {
            string name = Path.GetFileName(folder);
            List<Schema> published = [.. Directory.EnumerateFiles(folder, "*.avsc").OrderBy(Version).Select(Parse)];
            IReadOnlyList<VersionConflict> conflicts = SchemaCompatibility.Check(
                Parse(Path.Combine(Folder, name + ".avsc")), published, CompatibilityLevel.BackwardTransitive);
            conflicts.ShouldBeEmpty($"schemas/{name}.avsc: {string.Join("; ", conflicts)}");
            versions += published.Count;
        }

        versions.ShouldBeGreaterThanOrEqualTo(20);
    }

    [Fact]
    public void Schema_of_today_is_the_last_published_version()
    {
        foreach (string file in Directory.EnumerateFiles(Folder, "*.avsc"))
        {
            string name = Path.GetFileNameWithoutExtension(file);
            string history = Path.Combine(Folder, "history", name);
            int[] versions = Directory.Exists(history)
                ? [.. Directory.EnumerateFiles(history).Select(Version).Order()] : [];
            versions.ShouldBe(Enumerable.Range(1, versions.Length), $"{name}: versions are numbered from 1 without gaps");
            string last = versions.Length == 0 ? "" : File.ReadAllText(Path.Combine(history, $"{versions[^1]}.avsc"));
            File.ReadAllText(file).ShouldBe(
                last, $"{file} has changed: copy it to schemas/history/{name}/{versions.Length + 1}.avsc, and leave the earlier ones as they are");
        }
    }

    /// <summary>Bytes and fingerprint made with Java's Avro 1.12.2 from schemas/history/Mention/1.avsc, fields filled as
    /// ../shared/peer fills them.</summary>
    [Fact]
    public void Mention_written_by_Java_is_read()
    {
        Schema first = Schema.Parse(File.ReadAllText(Path.Combine(Folder, "history", "Mention", "1.avsc")));
        Fingerprint.Of(first).ShouldBe(0xE82FB048FB73C02A);
        var into = new ByteBuffer();
        SchemaResolver.Create(first, Mention.Schema).Resolve(
            Convert.FromHexString(
                "04653180f086c2ee6500000204633100000000020c636974792d330204733100040468310468320000000000000000000000000000000000"
                + "0000000000000000f03f00"),
            into);

        Mention mention = Mention.Read(into.Written);

        System.Text.Encoding.UTF8.GetString(mention.EventId).ShouldBe("e1");
        mention.OccurredAtMs.ShouldBe(1_750_000_000_000);
        System.Text.Encoding.UTF8.GetString(mention.City).ShouldBe("city-3");
        mention.Hashtags.Count.ShouldBe(2);
        mention.Hashtags.Contains("h2"u8).ShouldBeTrue();
        mention.Weight.ShouldBe(1);
    }

    private static Schema Parse(string file) => Schema.Parse(File.ReadAllText(file));

    private static int Version(string file) => int.Parse(Path.GetFileNameWithoutExtension(file), CultureInfo.InvariantCulture);
}
