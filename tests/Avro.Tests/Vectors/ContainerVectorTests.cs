using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Houle.Avro.Binary;
using Houle.Avro.Containers;
using Houle.Avro.Resolution;
using Houle.Avro.Schemas;

namespace Houle.Avro.Tests.Vectors;

public class ContainerVectorTests
{
    [Fact]
    public void Container_files_of_Java_are_read_or_refused_as_they_should_be()
    {
        var accepted = new List<string>();
        int good = 0, refused = 0;
        List<JsonObject> files = Sidecars();
        files.Count.ShouldBe(98);
        foreach (JsonObject file in files)
        {
            string name = file.Text("file"), codec = file.Text("codec"), policy = file.Text("policy");
            bool isForeign = codec is "bzip2" or "xz";
            try
            {
                long records = Read(name, out string sha256);
                isForeign.ShouldBeFalse(name);
                policy.ShouldNotBe("refuse", name);
                records.ShouldBe(file["records_if_accepted"]?.GetValue<long>() ?? file["records"]!.GetValue<long>(), name);
                if (policy == "accept") sha256.ShouldBe(RawSha256(file), name);
                if (policy == "accept") good++;
                else accepted.Add(name);
            }
            catch (AvroException error)
            {
                if (isForeign) error.Message.ShouldContain($"\"{codec}\"");
                else policy.ShouldNotBe("accept", $"{name}: {error.Message}");
                error.Position.ShouldBeInRange(0, Math.Max(0, new FileInfo(PathOf(name)).Length), name);
                refused++;
            }
        }

        accepted.ShouldBe(
        [
            "odd-deflate-trailing-bytes.avro", "odd-empty-block-first.avro", "odd-empty-block-in-the-middle.avro",
            "odd-truncated-between-blocks.avro",
        ]);
        TestContext.Current.TestOutputHelper!.WriteLine($"{good} files read, {refused} refused");
        (good, refused).ShouldBe((33, 61));
    }

    [Fact]
    public void Container_file_is_read_with_another_schema()
    {
        JsonObject file = Sidecars().Single(file => file.Text("file") == "read-with-another-schema.avro");
        using var reader = new ContainerReader(File.OpenRead(PathOf(file.Text("file"))));
        SchemaResolver resolver = SchemaResolver.Create(reader.Header.Schema, file.Schema("reader_schema"));
        var into = new ByteBuffer();
        while (reader.TryRead(out ReadOnlySpan<byte> record)) resolver.Resolve(record, into);

        reader.RecordNumber.ShouldBe(20);
        into.Length.ShouldBe(file["bytes_of_records_in_binary"]!.GetValue<int>());
        Convert.ToHexStringLower(SHA256.HashData(into.Written)).ShouldBe(file.Text("sha256_of_records_in_binary"));
    }

    [Fact]
    public void Damage_in_an_unpacked_block_is_placed_at_its_byte()
    {
        byte[] bytes = File.ReadAllBytes(PathOf("bad-record-in-block.avro"));
        AvroException error = Should.Throw<AvroException>(() => Read("bad-record-in-block.avro", out _));
        bytes[(int)error.Position].ShouldBe((byte)1, "the length -1");
        error.Message.ShouldContain("record 1, in the block at byte");
        error.Path.ShouldBe("SocialMention.event_id");
    }

    /// <summary>The sum of the records' bytes as written; the file read with another schema has its own sum.</summary>
    private static string RawSha256(JsonObject file) =>
        file["reader_schema"] is null ? file.Text("sha256_of_records_in_binary") : Sha256OfFirst20;

    private static string Sha256OfFirst20 => Sidecars().Single(file => file.Text("file") == "null-20.avro").Text("sha256_of_records_in_binary");

    private static long Read(string name, out string sha256)
    {
        using var sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var reader = new ContainerReader(File.OpenRead(PathOf(name)));
        while (reader.TryRead(out ReadOnlySpan<byte> record)) sum.AppendData(record);
        sha256 = Convert.ToHexStringLower(sum.GetHashAndReset());
        return reader.RecordNumber;
    }

    private static string PathOf(string name) => Path.Combine(VectorFile.Folder, "ocf", name);

    private static List<JsonObject> Sidecars() =>
        [.. Directory.EnumerateFiles(Path.Combine(VectorFile.Folder, "ocf"), "*.json").Order(StringComparer.Ordinal)
            .Select(file => JsonNode.Parse(File.ReadAllText(file))!.AsObject())];
}
