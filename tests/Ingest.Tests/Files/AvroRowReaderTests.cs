using System.Text;
using System.Text.Json;
using Houle.Avro.Binary;
using Houle.Avro.Containers;
using Houle.Events;
using Houle.Ingest.Files;
using Houle.Ingest.Tests.Support;

namespace Houle.Ingest.Tests.Files;

public sealed class AvroRowReaderTests
{
    private const string Schema = """
        {"type": "record", "name": "R", "fields": [
          {"name": "id", "type": "long"},
          {"name": "user", "type": ["null", {"type": "record", "name": "U", "fields": [
            {"name": "name", "type": "string"}, {"name": "tags", "type": {"type": "array", "items": "string"}}]}]},
          {"name": "price", "type": {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2}},
          {"name": "at", "type": {"type": "long", "logicalType": "timestamp-micros"}},
          {"name": "day", "type": {"type": "int", "logicalType": "date"}},
          {"name": "kind", "type": {"type": "enum", "name": "K", "symbols": ["A", "B"]}},
          {"name": "extra", "type": {"type": "map", "values": "double"}},
          {"name": "items", "type": {"type": "array", "items": {"type": "record", "name": "I", "fields": [{"name": "n", "type": "int"}]}}},
          {"name": "raw", "type": "bytes"}]}
        """;

    [Fact]
    public void Values_of_every_type_are_found_by_path()
    {
        using TempFolder folder = new();
        Read(Write(folder, withUser: true), "id", "user.name", "user.tags", "price", "at", "day", "kind", "extra.x", "items[].n", "raw")
            .Single().ShouldBe(["7", "Zoé", "a|b", "12.34", "1700000000123", "2025-01-31", "B", "2.5", "3|4", null]);
        Read(Write(folder, withUser: true), "user.tags[1]", "items[0].n").Single().ShouldBe(["b", "3"]);
        Read(Write(folder, withUser: false), "id", "user.name", "nothing").Single().ShouldBe(["7", null, null]);
    }

    [Fact]
    public void Our_own_events_can_be_read_back_from_a_container()
    {
        using TempFolder folder = new();
        string path = folder.File("mentions.avro");
        ByteBuffer record = new();
        using (ContainerWriter writer = new(File.Create(path), Mention.SchemaJson, ContainerCodecs.Standard.First(c => c.Name == "deflate")))
        {
            for (int i = 0; i < 3; i++)
            {
                record.Clear();
                Mention mention = new() { EventId = Encoding.UTF8.GetBytes($"e{i}"), OccurredAtMs = 1_700_000_000_000 + i, Platform = Platform.Tiktok };
                mention.City = "be/liege"u8;
                AvroWriter to = new(record);
                mention.Write(ref to);
                writer.Append(record.Written);
            }
        }

        const string Feed = """
            event: mention
            format: avro
            time: { column: occurred_at, format: unix_ms }
            fields: { event_id: event_id, platform: platform, weight: weight }
            place: { id: city }
            """;
        using Ingested ingested = new();
        ingested.Run(Ingested.FeedOf(Feed), path).Feeds[0].Events.ShouldBe(3);
        ingested.EachMention((in Mention m) =>
        {
            (m.Platform, m.Weight, Ingested.Text(m.City)).ShouldBe((Platform.Tiktok, 1, "be/liege"));
        });
    }

    [Fact]
    public void Damaged_containers_give_the_rows_before_the_damage_and_one_fault()
    {
        string folder = Path.GetDirectoryName(Checkout.Shared("avro/ocf/null-20.avro"))!;
        int accepted = 0, refused = 0;
        foreach (string description in Directory.GetFiles(folder, "*.json").Order())
        {
            JsonElement expected = JsonDocument.Parse(File.ReadAllText(description)).RootElement;
            string policy = expected.GetProperty("policy").GetString()!;
            if (expected.GetProperty("codec").GetString() is not ("null" or "deflate") || policy is not ("accept" or "refuse")) continue;
            string name = expected.GetProperty("file").GetString()!;
            long records = expected.GetProperty("records").GetInt64();
            try
            {
                using AvroRowReader reader = new(InputFile.Inspect(Path.Combine(folder, name)), []);
                Row row = new(0);
                long good = 0, faults = 0;
                while (reader.Read(row))
                {
                    if (row.Fault is null) good++;
                    else faults++;
                }

                faults.ShouldBe(policy == "accept" ? 0 : 1, name);
                good.ShouldBeInRange(policy == "accept" ? records : 0, records, name);
                if (policy == "accept") accepted++;
                else refused++;
            }
            catch (IngestException e)
            {
                bool isHeader = e.Message.Contains("no Avro object container") || e.Message.Contains("holds no records");
                isHeader.ShouldBeTrue(e.Message);
                if (policy == "refuse") refused++;
                else name.ShouldBeOneOf("ints.avro", "nulls.avro");
            }
        }

        (accepted, refused).ShouldBe((24, 36));
    }

    private static string Write(TempFolder folder, bool withUser)
    {
        string path = folder.File($"{withUser}.avro");
        ByteBuffer record = new();
        AvroWriter to = new(record);
        to.WriteLong(7);
        to.WriteLong(withUser ? 1 : 0);
        if (withUser)
        {
            to.WriteBytes("Zoé"u8);
            to.WriteLong(2);
            to.WriteBytes("a"u8);
            to.WriteBytes("b"u8);
            to.WriteLong(0);
        }

        to.WriteBytes([0x04, 0xD2]); // 1234
        to.WriteLong(1_700_000_000_123_456);
        to.WriteLong(20_119);
        to.WriteLong(1);
        to.WriteLong(1);
        to.WriteBytes("x"u8);
        to.WriteFixed(BitConverter.GetBytes(2.5));
        to.WriteLong(0);
        to.WriteLong(2);
        to.WriteLong(3);
        to.WriteLong(4);
        to.WriteLong(0);
        to.WriteBytes([1, 2, 3]);
        using ContainerWriter writer = new(File.Create(path), Schema);
        writer.Append(record.Written);
        return path;
    }

    private static List<string?[]> Read(string path, params string[] paths)
    {
        using AvroRowReader reader = new(InputFile.Inspect(path), paths);
        Row row = new(paths.Length);
        List<string?[]> rows = [];
        while (reader.Read(row))
        {
            row.Fault.ShouldBeNull();
            rows.Add([.. paths.Select((_, i) => row.Value(i).IsEmpty
                ? null
                : Encoding.UTF8.GetString(row.Value(i)).Replace((char)RowReader.ListSeparator, '|'))]);
        }

        return rows;
    }
}
