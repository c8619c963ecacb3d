using Houle.Avro.Binary;
using Houle.Avro.Generic;
using Houle.Avro.Json;
using Houle.Avro.Mutations;
using Houle.Avro.Resolution;
using Houle.Avro.Schemas;

namespace Houle.Avro.Tests.Mutations;

/// <summary>The shapes that make the most of few bytes, at a size where only the multiple counts.</summary>
public class MemoryTests
{
    private const int Bytes = 200_000;

    [Theory]
    [InlineData("""{"type": "array", "items": "int"}""", "02")]
    [InlineData("""{"type": "array", "items": ["null", "string"]}""", "00")]
    [InlineData("""{"type": "array", "items": "string"}""", "00")]
    [InlineData("""{"type": "array", "items": {"type": "array", "items": "int"}}""", "00")]
    [InlineData("""{"type": "array", "items": {"type": "array", "items": "int"}}""", "020200")]
    [InlineData("""{"type": "array", "items": {"type": "map", "values": "int"}}""", "00")]
    [InlineData("""{"type": "array", "items": {"type": "map", "values": "int"}}""", "02000000")]
    [InlineData("""{"type": "array", "items": {"type": "record", "name": "R", "fields": [{"name": "a", "type": "int"}]}}""", "02")]
    [InlineData("""{"type": "array", "items": {"type": "record", "name": "R", "fields": [{"name": "r", "type": {"type": "record", "name": "Q", "fields": [{"name": "a", "type": "boolean"}]}}]}}""", "01")]
    [InlineData("""{"type": "array", "items": {"type": "enum", "name": "E", "symbols": ["a"]}}""", "00")]
    [InlineData("""{"type": "array", "items": "bytes"}""", "020E")]
    [InlineData("\"bytes\"", "0E")]
    public void Memory_of_a_value_is_a_stated_multiple_of_its_bytes(string schemaText, string item)
    {
        Schema schema = Schema.Parse(schemaText);
        byte[] body = Body(schema, Convert.FromHexString(item));
        var json = new ByteBuffer();
        AvroJson.Write(schema, body, json);
        byte[] text = json.Written.ToArray();
        var report = new List<string>();
        Measure("walk", () => FaultFinder.Check(schema, body), body.Length);
        Measure("generic", () => new GenericReader(schema).Read(body), body.Length);
        Measure("resolve", () => SchemaResolver.Create(schema, schema).Resolve(body, new ByteBuffer()), body.Length);
        Measure("binary to JSON", () => AvroJson.Write(schema, body, new ByteBuffer()), body.Length);
        Measure("JSON to binary", () => AvroJson.Read(schema, text, new ByteBuffer()), text.Length);
        TestContext.Current.TestOutputHelper!.WriteLine(string.Join("; ", report));

        void Measure(string what, Action read, int length)
        {
            read();
            long before = GC.GetAllocatedBytesForCurrentThread();
            read();
            double multiple = (GC.GetAllocatedBytesForCurrentThread() - before) / (double)length;
            report.Add($"{what} {multiple:F1}");
            multiple.ShouldBeLessThan(MutationRun.BytesPerByte, what);
        }
    }

    /// <summary>One block of as many items as go into <see cref="Bytes"/>; a single value takes them all.</summary>
    private static byte[] Body(Schema schema, byte[] item)
    {
        var to = new ByteBuffer();
        var writer = new AvroWriter(to);
        if (schema.Type == SchemaType.Bytes)
        {
            var content = new byte[Bytes];
            Array.Fill(content, item[0]);
            writer.WriteBytes(content);
            return to.Written.ToArray();
        }

        writer.WriteLong(Bytes / item.Length);
        for (int i = 0; i < Bytes / item.Length; i++) writer.WriteFixed(item);
        writer.WriteLong(0);
        return to.Written.ToArray();
    }
}
