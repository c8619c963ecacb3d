using System.Globalization;
using Houle.Avro.Resolution;
using Houle.Avro.Schemas;

namespace Houle.Avro.Tests.Resolution;

/// <summary>Evolution is BACKWARD_TRANSITIVE: what was ever published is read by the schemas of today.</summary>
public class PublishedSchemaTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "schemas");

    [Fact]
    public void Every_published_version_resolves_to_the_schema_of_today()
    {
        int versions = 0;
        foreach (string file in Directory.EnumerateFiles(Path.Combine(Folder, "history"), "*.avsc", SearchOption.AllDirectories))
        {
            string name = Path.GetFileName(Path.GetDirectoryName(file)!);
            Schema today = Schema.Parse(File.ReadAllText(Path.Combine(Folder, name + ".avsc")));
            Should.NotThrow(() => SchemaResolver.Create(Schema.Parse(File.ReadAllText(file)), today), file);
            versions++;
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

    private static int Version(string file) => int.Parse(Path.GetFileNameWithoutExtension(file), CultureInfo.InvariantCulture);
}
